package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.SlotChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A vault that writes down what it is asked for, and makes claims wait until a test lets them;
 * epochs that begin too, if asked to.
 */
final class GatedVault implements Vault {
  private final Vault kept = new MemoryVault();
  private final Queue<Sinks.Empty<Void>> waiting = new ConcurrentLinkedQueue<>();
  private final List<Long> claims = new CopyOnWriteArrayList<>();
  private volatile boolean open;
  private volatile Mono<Void> begun = Mono.empty();

  /** Tells nobody that an epoch is kept before what this gives has completed. */
  Sinks.Empty<Void> holdBegun() {
    Sinks.Empty<Void> gate = Sinks.empty();
    begun = gate.asMono();
    return gate;
  }

  /** Slots claimed so far, in order. */
  List<Long> claims() {
    return new ArrayList<>(claims);
  }

  /** Claims that wait. */
  int waiting() {
    return waiting.size();
  }

  /** Grants the oldest claim that waits, or fails it. */
  void answer(@Nullable Throwable failure) {
    Sinks.Empty<Void> oldest = waiting.remove();
    if (failure == null) {
      oldest.tryEmitEmpty();
    } else {
      oldest.tryEmitError(failure);
    }
  }

  /** Grants every claim from now on. */
  void open() {
    open = true;
    while (!waiting.isEmpty()) {
      answer(null);
    }
  }

  @Override
  public Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after, Logged logged) {
    return Mono.defer(() -> {
      claims.add(slot);
      if (open) {
        return Mono.<Void>empty();
      }
      Sinks.Empty<Void> gate = Sinks.empty();
      waiting.add(gate);
      return gate.asMono();
    });
  }

  @Override
  public Mono<Void> offered(Holding.Offered offered) {
    return kept.offered(offered);
  }

  @Override
  public Mono<Void> answered(Holding.Answered answered) {
    return kept.answered(answered);
  }

  @Override
  public Mono<Void> waiting(Holding.Waiting waiting) {
    return kept.waiting(waiting);
  }

  @Override
  public Mono<Void> dropped(ChannelId channel, Holding.Part part) {
    return kept.dropped(channel, part);
  }

  @Override
  public Mono<Void> begun(Holding.Begun epoch, boolean keepsBefore) {
    return kept.begun(epoch, keepsBefore).then(begun);
  }

  @Override
  public Mono<Void> received(
      ChannelId channel, long next, long taken, int epoch, List<Receiving> states) {
    return kept.received(channel, next, taken, epoch, states);
  }

  @Override
  public Mono<Void> taken(ChannelId channel, long taken) {
    return kept.taken(channel, taken);
  }

  @Override
  public Mono<Void> erase(ChannelId channel) {
    return kept.erase(channel);
  }

  @Override
  public Flux<Holding> holdings() {
    return kept.holdings();
  }
}
