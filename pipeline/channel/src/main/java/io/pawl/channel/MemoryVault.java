package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.SlotChain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
    return Mono.fromRunnable(() -> replace(offered.channel(), before -> offered));
  }

  @Override
  public Mono<Void> answered(Holding.Answered answered) {
    return Mono.fromRunnable(() -> replace(answered.channel(), before -> answered));
  }

  @Override
  public Mono<Void> begun(Holding.Epoch epoch) {
    return Mono.fromRunnable(() -> replace(epoch.channel(), before -> epoch));
  }

  @Override
  public Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after) {
    return change(
        channel,
        epoch,
        kept ->
            new Holding.Epoch(
                kept.offer(),
                kept.activatedAt(),
                slot,
                after,
                kept.admission(),
                kept.resumption(),
                kept.receiving(),
                kept.next()));
  }

  @Override
  public Mono<Void> received(ChannelId channel, int epoch, long next, Receiver.State state) {
    return change(
        channel,
        epoch,
        kept ->
            new Holding.Epoch(
                kept.offer(),
                kept.activatedAt(),
                kept.claimed(),
                kept.sending(),
                kept.admission(),
                kept.resumption(),
                state,
                next));
  }

  @Override
  public Mono<Void> erase(ChannelId channel) {
    return Mono.fromRunnable(() -> replace(channel, before -> null));
  }

  @Override
  public Flux<Holding> holdings() {
    return Flux.defer(() -> Flux.fromIterable(copies()));
  }

  private Mono<Void> change(ChannelId channel, int epoch, UnaryOperator<Holding.Epoch> change) {
    return Mono.fromRunnable(() ->
        replace(
            channel,
            before -> {
              if (before instanceof Holding.Epoch kept && kept.offer().epoch() == epoch) {
                return change.apply(kept);
              }
              throw new IllegalStateException(
                  "epoch %d of channel %s is not kept here".formatted(epoch, channel));
            }));
  }

  /** The one place where something changes: what the new holding does not share is erased. */
  private synchronized void replace(ChannelId channel, Change change) {
    Holding before = holdings.get(channel);
    Holding after = change.apply(before);
    if (after == null) {
      holdings.remove(channel);
    } else {
      holdings.put(channel, after);
    }
    if (before != null) {
      eraseUnshared(before, after);
    }
  }

  private static void eraseUnshared(Holding before, @Nullable Holding after) {
    switch (before) {
      case Holding.Offered(var offer, OfferKeys keys) -> keys.erase();
      case Holding.Answered(var offer, var answer, EpochKeys keys) -> keys.erase();
      case Holding.Epoch old -> {
        Holding.Epoch kept = after instanceof Holding.Epoch epoch ? epoch : null;
        if (kept == null || kept.sending() != old.sending()) {
          old.sending().erase();
        }
        if (kept == null || kept.receiving() != old.receiving()) {
          old.receiving().erase();
        }
        if (kept == null || kept.admission() != old.admission()) {
          old.admission().erase();
          old.resumption().erase();
        }
      }
    }
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
          });
    }
    return copies;
  }

  /** From what is kept to what is to be kept; null for nothing. */
  private interface Change {
    @Nullable Holding apply(@Nullable Holding before);
  }
}
