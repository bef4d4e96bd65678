package io.pawl.ratchet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is accepted in one direction of one epoch: a view of the state that stands in an array of
 * words, so that a partition of many channels needs one such object and few arrays. {@link #place}
 * decides, {@link #commit} and {@link #diverge} move.
 *
 * <p>Words from the base: the current window's slot, with a sign once the direction has diverged;
 * the tops of both windows, the overlap and where the previous window is, packed; then the seen
 * bits of both windows, whose places are swapped when a slot begins.
 */
final class Acceptance {
  private static final int SLOT = 0;
  private static final int PACKED = 1;
  private static final int SEEN = 2;

  /** The sign of {@link #SLOT}: slots are never negative. */
  private static final long DIVERGED = 1L << 63;

  // Fields of PACKED, by their lowest bit. Tops count from 1, so that 0 is none.
  private static final int TOP = 0;
  private static final int PREVIOUS_TOP = 17;
  private static final int OVERLAP = 34;

  /** How many slots the previous window lies behind, less one: at most the highest lookahead. */
  private static final int BEHIND = 51;

  /** Set while the current window's bits stand in the second place. */
  private static final int SWAPPED = 55;

  /** Seventeen bits: up to 65,536, the most messages of a slot. */
  private static final int COUNT_BITS = 17;

  private static final int BEHIND_BITS = 4;
  private static final int MAX_BEHIND = 1 << BEHIND_BITS;

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
    return advances;
  }

  /** Nothing more is accepted in this direction and epoch. */
  void diverge() {
    words[base + SLOT] |= DIVERGED;
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
   * @throws IllegalArgumentException if the windows are of another size than the policy's, or not
   *     within reach of each other
   */
  void restore(ChannelPosition.InEpoch data) {
    reset();
    ChannelPosition.InSlot current = data.current();
    words[base + SLOT] = current.slot();
    top(current.top());
    bits(seen(), current.seen());
    ChannelPosition.InSlot previous = data.previous();
    if (previous != null) {
      long behind = current.slot() - previous.slot();
      if (behind < 1 || behind > MAX_BEHIND) {
        throw new IllegalArgumentException("the previous slot is " + behind + " behind");
      }
      overlap(data.overlap());
      field(BEHIND, BEHIND_BITS, (int) behind - 1);
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
    int behind = (int) (slot - slot());
    previousTop(top());
    words[base + PACKED] ^= 1L << SWAPPED;
    // Whatever window stood here last is over, but only now its place is needed.
    Window.clear(words, seen(), policy.window());
    // Nothing is accepted in a direction that has diverged: there is no sign to keep.
    words[base + SLOT] = slot;
    field(BEHIND, BEHIND_BITS, behind - 1);
    top(NONE);
    overlap(policy.overlap());
  }

  /** The current window's slot. */
  long slot() {
    return words[base + SLOT] & ~DIVERGED;
  }

  /** The current window's highest accepted counter; -1 if none. */
  int top() {
    return field(TOP, COUNT_BITS) - 1;
  }

  /** Accepted messages until the previous window is dropped; 0 if there is none. */
  int overlap() {
    return field(OVERLAP, COUNT_BITS);
  }

  /** Whether the previous window is still open. */
  boolean hasPrevious() {
    return overlap() > 0;
  }

  /** The previous window's slot, while there is one. */
  long previousSlot() {
    return slot() - 1 - field(BEHIND, BEHIND_BITS);
  }

  boolean diverged() {
    return words[base + SLOT] < 0;
  }

  private int previousTop() {
    return field(PREVIOUS_TOP, COUNT_BITS) - 1;
  }

  private boolean swapped() {
    return field(SWAPPED, 1) != 0;
  }

  private int seen() {
    return base + SEEN + (swapped() ? Window.words(policy.window()) : 0);
  }

  private int previousSeen() {
    return base + SEEN + (swapped() ? 0 : Window.words(policy.window()));
  }

  private void top(int value) {
    field(TOP, COUNT_BITS, value + 1);
  }

  private void overlap(int value) {
    field(OVERLAP, COUNT_BITS, value);
  }

  private void previousTop(int value) {
    field(PREVIOUS_TOP, COUNT_BITS, value + 1);
  }

  private int field(int at, int bits) {
    return (int) (words[base + PACKED] >>> at) & ((1 << bits) - 1);
  }

  private void field(int at, int bits, int value) {
    long mask = ((1L << bits) - 1) << at;
    words[base + PACKED] = (words[base + PACKED] & ~mask) | ((long) value << at);
  }
}
