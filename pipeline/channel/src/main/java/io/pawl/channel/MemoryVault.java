package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.SlotChain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A vault as durable as this process: for peers that live no longer than it, and for tests. Never
 * blocks, so every call completes on the subscribing thread.
 */
public final class MemoryVault implements Vault {
  private final Map<ChannelId, Holding> holdings = new HashMap<>();

  @Override
  public Mono<Void> offered(Holding.Offered offered) {
    return Mono.fromRunnable(() -> replace(offered.channel(), offered));
  }

  @Override
  public Mono<Void> answered(Holding.Answered answered) {
    return Mono.fromRunnable(() -> replace(answered.channel(), answered));
  }

  @Override
  public Mono<Void> begun(Holding.Epoch epoch) {
    return Mono.fromRunnable(() -> replace(epoch.channel(), epoch));
  }

  @Override
  public Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after, long loggedAt) {
    return Mono.fromRunnable(() ->
        change(
            Holding.Epoch.class,
            channel,
            epoch,
            kept -> {
              kept.sending().erase();
              return kept.claimed(slot, after, loggedAt);
            }));
  }

  @Override
  public Mono<Void> received(
      ChannelId channel, int epoch, long next, long taken, Receiver.State state) {
    return Mono.fromRunnable(() ->
        change(
            Holding.Begun.class,
            channel,
            epoch,
            kept -> {
              kept.receiving().erase();
              return kept.received(next, taken, state);
            }));
  }

  @Override
  public Mono<Void> taken(ChannelId channel, int epoch, long taken) {
    return Mono.fromRunnable(() ->
        change(
            Holding.Begun.class,
            channel,
            epoch,
            kept -> kept.received(kept.next(), taken, kept.receiving())));
  }

  @Override
  public Mono<Void> erase(ChannelId channel) {
    return Mono.fromRunnable(() -> replace(channel, null));
  }

  @Override
  public Flux<Holding> holdings() {
    return Flux.defer(() -> Flux.fromIterable(copies()));
  }

  private synchronized void replace(ChannelId channel, @Nullable Holding after) {
    Holding before = after == null ? holdings.remove(channel) : holdings.put(channel, after);
    if (before != null) {
      before.erase();
    }
  }

  private synchronized <H extends Holding.Begun> void change(
      Class<H> kind, ChannelId channel, int epoch, Function<H, Holding.Begun> change) {
    Holding kept = holdings.get(channel);
    if (!kind.isInstance(kept) || kind.cast(kept).offer().epoch() != epoch) {
      throw new IllegalStateException(
          "epoch %d of channel %s is not kept here".formatted(epoch, channel));
    }
    holdings.put(channel, change.apply(kind.cast(kept)));
  }

  private synchronized List<Holding> copies() {
    List<Holding> copies = new ArrayList<>(holdings.size());
    for (Holding holding : holdings.values()) {
      copies.add(
          switch (holding) {
            case Holding.Offered(var offer, var keys) ->
                new Holding.Offered(offer, SecretCopies.of(keys));
            case Holding.Answered(var offer, var answer, var keys) ->
                new Holding.Answered(offer, answer, SecretCopies.of(keys));
            case Holding.Epoch epoch -> SecretCopies.of(epoch);
            case Holding.Restored restored -> SecretCopies.of(restored);
          });
    }
    return copies;
  }
}
