package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.SlotChain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A vault as durable as this process: for peers that live no longer than it, and for tests. Never
 * blocks, so every call completes on the subscribing thread.
 */
public final class MemoryVault implements Vault {
  private final Shelf shelf = new Shelf();
  private final VaultShelves shelves = new VaultShelves(shelf);

  @Override
  public Mono<Void> offered(Holding.Offered offered) {
    return change(() -> shelf.put(offered));
  }

  @Override
  public Mono<Void> answered(Holding.Answered answered) {
    return change(() -> shelves.answered(answered));
  }

  @Override
  public Mono<Void> waiting(Holding.Waiting waiting) {
    return change(() -> shelf.put(waiting));
  }

  @Override
  public Mono<Void> dropped(ChannelId channel, Holding.Part part) {
    return change(() -> shelf.remove(Holding.Place.of(channel, part)));
  }

  @Override
  public Mono<Void> begun(Holding.Begun epoch, boolean keepsBefore) {
    return change(() -> shelves.begun(epoch, keepsBefore));
  }

  @Override
  public Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after, Logged logged) {
    return change(() -> shelves.claim(channel, epoch, slot, after, logged));
  }

  @Override
  public Mono<Void> received(
      ChannelId channel, long next, long taken, int epoch, List<Receiving> states) {
    return change(() -> shelves.received(channel, next, taken, epoch, states));
  }

  @Override
  public Mono<Void> taken(ChannelId channel, long taken) {
    return change(() -> shelves.taken(channel, taken));
  }

  @Override
  public Mono<Void> erase(ChannelId channel) {
    return change(() -> shelves.erase(channel));
  }

  @Override
  public Flux<Holding> holdings() {
    return Flux.defer(() -> {
      synchronized (this) {
        return Flux.fromIterable(shelf.all());
      }
    });
  }

  private Mono<Void> change(Runnable change) {
    return Mono.fromRunnable(() -> {
      synchronized (this) {
        change.run();
      }
    });
  }

  /** The parts themselves. */
  private static final class Shelf implements VaultShelves.Shelf {
    private final Map<ChannelId, Map<Holding.Place, Holding>> channels = new HashMap<>();

    @Override
    public @Nullable Holding get(Holding.Place place) {
      Holding kept = channels.getOrDefault(place.channel(), Map.of()).get(place);
      return kept == null ? null : SecretCopies.of(kept);
    }

    @Override
    public void put(Holding holding) {
      Holding before =
          channels
              .computeIfAbsent(holding.channel(), channel -> new HashMap<>())
              .put(holding.place(), holding);
      if (before != null) {
        before.erase();
      }
    }

    @Override
    public void remove(Holding.Place place) {
      channels.computeIfPresent(
          place.channel(),
          (channel, parts) -> {
            Holding before = parts.remove(place);
            if (before != null) {
              before.erase();
            }
            return parts.isEmpty() ? null : parts;
          });
    }

    @Override
    public Collection<Holding.Place> places(ChannelId channel) {
      return channels.getOrDefault(channel, Map.of()).keySet();
    }

    List<Holding> all() {
      List<Holding> all = new ArrayList<>();
      channels
          .values()
          .forEach(parts -> parts.values().forEach(each -> all.add(SecretCopies.of(each))));
      return all;
    }
  }
}
