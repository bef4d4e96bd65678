package io.pawl.ratchet;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * When a channel's epochs of one kind were activated, as far as that can still throttle: pairs of
 * log offset and messages accepted until then, oldest first. Immutable.
 */
final class Activations {
  /** The highest threshold that a policy can set, and so all that need be known. */
  static final int MOST = 255 + Limits.COMPROMISE_BURST;

  private final long[] pairs;

  /** Takes the array over. */
  Activations(long[] pairs) {
    this.pairs = pairs;
  }

  static Activations of(List<ChannelDescriptor.Activation> oldestFirst) {
    return new Activations(
        oldestFirst.stream()
            .flatMapToLong(one -> LongStream.of(one.logOffset(), one.accepted()))
            .toArray());
  }

  /** These and one at {@code offset}, without those that cannot throttle any more. */
  Activations with(long offset, long accepted) {
    int from = 0;
    while ((from < pairs.length && isOver(from, offset)) || pairs.length - from >= 2 * MOST) {
      from += 2;
    }
    long[] next = Arrays.copyOfRange(pairs, from, pairs.length + 2);
    next[next.length - 2] = offset;
    next[next.length - 1] = accepted;
    return new Activations(next);
  }

  /** Those near enough to {@code offset}, and fewer than {@code span} accepted messages ago. */
  int within(long span, long offset, long accepted) {
    int count = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (!isOver(i, offset) && accepted - pairs[i + 1] < span) {
        count++;
      }
    }
    return count;
  }

  /** Those that {@link #within} can still count for a span of up to {@code span}. */
  List<ChannelDescriptor.Activation> toList(long span, long offset, long accepted) {
    return IntStream.range(0, pairs.length / 2)
        .filter(i -> !isOver(2 * i, offset) && accepted - pairs[2 * i + 1] < span)
        .mapToObj(i -> new ChannelDescriptor.Activation(pairs[2 * i], pairs[2 * i + 1]))
        .toList();
  }

  /** Words that {@link #copyTo} takes. */
  int length() {
    return pairs.length;
  }

  /** Writes them at {@code at}, and returns the index behind them. */
  int copyTo(long[] target, int at) {
    System.arraycopy(pairs, 0, target, at, pairs.length);
    return at + pairs.length;
  }

  private boolean isOver(int i, long offset) {
    return offset - pairs[i] >= Limits.THROTTLE_SPAN;
  }
}
