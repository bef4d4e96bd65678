package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.SlotChain;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A vault whose process dies around one of its writes: from then on nothing is kept, and nobody is
 * answered.
 */
final class FusedVault implements Vault {
  private final Vault kept;

  /** Writes until then; at -1 it is dead. */
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  /** Whether the last write is still kept. */
  private volatile boolean after;

  FusedVault(Vault kept) {
    this.kept = kept;
  }

  /** Dies at the write after so many more. */
  void light(int writes, boolean afterIt) {
    after = afterIt;
    left.set(writes);
  }

  boolean isDead() {
    return left.get() < 0;
  }

  private Mono<Void> write(Mono<Void> write) {
    return Mono.defer(() -> {
      int now = left.getAndUpdate(count -> Math.max(-1, count - 1));
      if (now > 0) {
        return write;
      }
      return now == 0 && after ? write.then(Mono.never()) : Mono.never();
    });
  }

  @Override
  public Mono<Void> offered(Holding.Offered offered) {
    return write(kept.offered(offered));
  }

  @Override
  public Mono<Void> answered(Holding.Answered answered) {
    return write(kept.answered(answered));
  }

  @Override
  public Mono<Void> waiting(Holding.Waiting waiting) {
    return write(kept.waiting(waiting));
  }

  @Override
  public Mono<Void> dropped(ChannelId channel, Holding.Part part) {
    return write(kept.dropped(channel, part));
  }

  @Override
  public Mono<Void> begun(Holding.Begun epoch, boolean keepsBefore) {
    return write(kept.begun(epoch, keepsBefore));
  }

  @Override
  public Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after, Logged logged) {
    return write(kept.claim(channel, epoch, slot, after, logged));
  }

  @Override
  public Mono<Void> received(
      ChannelId channel, long next, long taken, int epoch, List<Receiving> states) {
    return write(kept.received(channel, next, taken, epoch, states));
  }

  @Override
  public Mono<Void> taken(ChannelId channel, long taken) {
    return write(kept.taken(channel, taken));
  }

  @Override
  public Mono<Void> erase(ChannelId channel) {
    return write(kept.erase(channel));
  }

  @Override
  public Flux<Holding> holdings() {
    return kept.holdings();
  }
}
