package io.pawl.ratchet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is accepted in one direction of one epoch: a view of the state that stands in an array of
 * words, so that a partition of many channels needs one such object and few arrays. {@link #place}
 * decides, {@link #commit} and {@link #diverge} move.
 *
 * <p>Words from the base: slot of the current window; its top (lower half) and the overlap (upper);
 * slot of the previous window; its top (lower half) and flags (upper); then the seen bits of both
 * windows, whose places are swapped when a slot begins.
 */
final class Acceptance {
  private static final int SLOT = 0;
  private static final int TOP_AND_OVERLAP = 1;
  private static final int PREVIOUS_SLOT = 2;
  private static final int PREVIOUS_TOP_AND_FLAGS = 3;
  private static final int SEEN = 4;

  private static final int DIVERGED = 1;

  /** Set while the current window's bits stand in the second place. */
  private static final int SWAPPED = 2;

  private static final int NONE = -1;

  private long[] words = {};
  private int base;
  private Policy policy = Policy.DEFAULT;

  /** Words that one direction takes. */
  static int words(Policy policy) {
    return SEEN + 2 * Window.words(policy.window());
  }

  /** A direction in which nothing was accepted yet, in an array of its own. */
  static Acceptance begin(Policy policy) {
    return new Acceptance().over(new long[words(policy)], 0, policy).reset();
  }

  /** Views the direction that stands in {@code words} from {@code base}. */
  Acceptance over(long[] words, int base, Policy policy) {
    this.words = words;
    this.base = base;
    this.policy = policy;
    return this;
  }

  /** Puts the direction at its beginning. */
  Acceptance reset() {
    for (int i = 0; i < words(policy); i++) {
      words[base + i] = 0;
    }
    top(NONE);
    previousTop(NONE);
    return this;
  }

  /** Why an authentic envelope is refused here; null if it is accepted. Changes nothing. */
  @Nullable Refusal place(long slot, int counter) {
    if (diverged()) {
      return Refusal.REKEY_REQUIRED;
    }
    if (counter >= policy.slotMessages()) {
      return Refusal.COUNTER_OUT_OF_SLOT;
    }
    Window.Placement placement;
    if (slot == slot()) {
      placement = Window.place(words, seen(), policy.window(), top(), counter);
    } else if (hasPrevious() && slot == previousSlot()) {
      placement = Window.place(words, previousSeen(), policy.window(), previousTop(), counter);
    } else if (slot < slot()) {
      return Refusal.SLOT_EXPIRED;
    } else if (slot - slot() > policy.slotLookahead()) {
      return Refusal.SLOT_TOO_FAR;
    } else {
      // A fresh window has seen nothing: only the distance counts, from a top of -1.
      placement = counter >= policy.window() ? Window.Placement.TOO_FAR : Window.Placement.FRESH;
    }
    return switch (placement) {
      case FRESH -> null;
      case REPLAYED -> Refusal.REPLAYED;
      case TOO_FAR -> Refusal.COUNTER_TOO_FAR;
      case TOO_OLD -> Refusal.COUNTER_TOO_OLD;
    };
  }

  /** Moves the state for an envelope that {@link #place} accepts; true if it began a slot. */
  boolean commit(long slot, int counter) {
    boolean advances = slot > slot();
    boolean inPrevious = hasPrevious() && slot == previousSlot();
    if (advances) {
      beginSlot(slot);
    } else if (hasPrevious()) {
      overlap(overlap() - 1);
    }
    if (!inPrevious) {
      top(Window.mark(words, seen(), policy.window(), top(), counter));
    } else if (hasPrevious()) {
      previousTop(Window.mark(words, previousSeen(), policy.window(), previousTop(), counter));
    }
    if (!hasPrevious()) {
      dropPrevious();
    }
    return advances;
  }

  /** Nothing more is accepted in this direction and epoch. */
  void diverge() {
    flags(flags() | DIVERGED);
  }

  /** This direction as data. */
  ChannelPosition.InEpoch toData() {
    return new ChannelPosition.InEpoch(
        new ChannelPosition.InSlot(slot(), top(), bits(seen())),
        hasPrevious()
            ? new ChannelPosition.InSlot(previousSlot(), previousTop(), bits(previousSeen()))
            : null,
        overlap(),
        diverged());
  }

  /**
   * Puts this direction back.
   *
   * @throws IllegalArgumentException if the windows are of another size than the policy's
   */
  void restore(ChannelPosition.InEpoch data) {
    reset();
    ChannelPosition.InSlot current = data.current();
    words[base + SLOT] = current.slot();
    top(current.top());
    bits(seen(), current.seen());
    ChannelPosition.InSlot previous = data.previous();
    if (previous != null) {
      overlap(data.overlap());
      words[base + PREVIOUS_SLOT] = previous.slot();
      previousTop(previous.top());
      bits(previousSeen(), previous.seen());
    }
    if (data.diverged()) {
      diverge();
    }
  }

  private Bytes bits(int at) {
    ByteBuffer bits = ByteBuffer.allocate(8 * Window.words(policy.window()));
    bits.asLongBuffer().put(words, at, Window.words(policy.window()));
    return Bytes.wrap(bits.array());
  }

  private void bits(int at, Bytes bits) {
    if (bits.length() != 8 * Window.words(policy.window())) {
      throw new IllegalArgumentException("the window is of another size");
    }
    ByteBuffer.wrap(bits.array(), bits.offset(), bits.length())
        .asLongBuffer()
        .get(words, at, Window.words(policy.window()));
  }

  private void beginSlot(long slot) {
    words[base + PREVIOUS_SLOT] = slot();
    previousTop(top());
    flags(flags() ^ SWAPPED);
    Window.clear(words, seen(), policy.window());
    words[base + SLOT] = slot;
    top(NONE);
    overlap(policy.overlap());
  }

  /** Leaves no trace of a window that is over, so that equal states are equal words. */
  private void dropPrevious() {
    words[base + PREVIOUS_SLOT] = 0;
    previousTop(NONE);
    Window.clear(words, previousSeen(), policy.window());
  }

  /** The current window's slot. */
  long slot() {
    return words[base + SLOT];
  }

  /** The current window's highest accepted counter; -1 if none. */
  int top() {
    return (int) words[base + TOP_AND_OVERLAP];
  }

  /** Accepted messages until the previous window is dropped; 0 if there is none. */
  int overlap() {
    return (int) (words[base + TOP_AND_OVERLAP] >>> 32);
  }

  /** Whether the previous window is still open. */
  boolean hasPrevious() {
    return overlap() > 0;
  }

  /** The previous window's slot, while there is one. */
  long previousSlot() {
    return words[base + PREVIOUS_SLOT];
  }

  boolean diverged() {
    return (flags() & DIVERGED) != 0;
  }

  private int previousTop() {
    return (int) words[base + PREVIOUS_TOP_AND_FLAGS];
  }

  private int flags() {
    return (int) (words[base + PREVIOUS_TOP_AND_FLAGS] >>> 32);
  }

  private int seen() {
    return base + SEEN + ((flags() & SWAPPED) == 0 ? 0 : Window.words(policy.window()));
  }

  private int previousSeen() {
    return base + SEEN + ((flags() & SWAPPED) == 0 ? Window.words(policy.window()) : 0);
  }

  private void top(int value) {
    words[base + TOP_AND_OVERLAP] = pair(overlap(), value);
  }

  private void overlap(int value) {
    words[base + TOP_AND_OVERLAP] = pair(value, top());
  }

  private void previousTop(int value) {
    words[base + PREVIOUS_TOP_AND_FLAGS] = pair(flags(), value);
  }

  private void flags(int value) {
    words[base + PREVIOUS_TOP_AND_FLAGS] = pair(value, previousTop());
  }

  private static long pair(int upper, int lower) {
    return ((long) upper << 32) | (lower & 0xffffffffL);
  }
}
