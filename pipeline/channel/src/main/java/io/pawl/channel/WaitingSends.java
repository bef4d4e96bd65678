package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait to be sealed, in order, and no more of them than may. Any thread adds; only
 * the one whose turn it is takes away.
 */
final class WaitingSends {
  private final ChannelId channel;
  private final ChannelLimits limits;
  private final Queue<Dispatch> waiting = new ConcurrentLinkedQueue<>();

  /** Of those that were admitted, and wait or are about to. */
  private final AtomicInteger messages = new AtomicInteger();

  private final AtomicLong bytes = new AtomicLong();

  WaitingSends(ChannelId channel, ChannelLimits limits) {
    this.channel = channel;
    this.limits = limits;
  }

  /**
   * Counts one in that is to be added next.
   *
   * @param limited false: however many wait
   * @return why it is not; null if it is
   */
  @Nullable ChannelFailure admit(int payloadBytes, boolean limited) {
    boolean fits = messages.getAndIncrement() < limits.waitingMessages();
    fits &= bytes.getAndAdd(payloadBytes) < limits.waitingBytes();
    if (fits || !limited) {
      return null;
    }
    leave(payloadBytes);
    return new ChannelFailure.TooManyWaiting(channel, limits);
  }

  private void leave(int payloadBytes) {
    messages.decrementAndGet();
    bytes.addAndGet(-payloadBytes);
  }

  /** Adds one that was admitted. */
  void add(Dispatch dispatch) {
    waiting.add(dispatch);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The first; null if none waits. */
  @Nullable Dispatch first() {
    return waiting.peek();
  }

  /** Takes the first away. */
  void removeFirst() {
    leave(waiting.remove().payloadBytes());
  }

  /** Fails those that wait now, and not what callers send when they hear of it. */
  void fail(ChannelFailure cause) {
    for (int left = messages.get(); left > 0; left--) {
      Dispatch dispatch = waiting.poll();
      if (dispatch == null) {
        return;
      }
      leave(dispatch.payloadBytes());
      dispatch.fail(cause);
    }
  }
}
