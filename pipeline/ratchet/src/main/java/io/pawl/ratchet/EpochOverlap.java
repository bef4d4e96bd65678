package io.pawl.ratchet;

/**
 * How long a receiver still takes messages of the previous epoch in one direction: until as many of
 * the new epoch were accepted after the first as its policy's overlap says, and not beyond 100,000
 * log offsets after the activation. Then the old epoch's receiver is to be erased.
 *
 * <p>Not thread-safe.
 */
public final class EpochOverlap {
  private final long activatedAt;
  private final int overlap;
  private int left;

  private EpochOverlap(long activatedAt, int overlap, int left) {
    this.activatedAt = activatedAt;
    this.overlap = overlap;
    this.left = left;
  }

  /**
   * Begins with an activation.
   *
   * @param offer that opened the new epoch
   * @param activatedAt log offset of the record that activated it
   */
  public static EpochOverlap begin(Offer offer, long activatedAt) {
    boolean overlaps = offer.reason() == Reason.ROUTINE && offer.kind() != Kind.OPEN;
    return new EpochOverlap(activatedAt, offer.policy().overlap(), overlaps ? Channel.NONE : 0);
  }

  /** Puts one back that had {@link #left()} messages to go. */
  public static EpochOverlap restore(Offer offer, long activatedAt, int left) {
    return new EpochOverlap(activatedAt, offer.policy().overlap(), left);
  }

  /** A message of the new epoch was accepted in this direction. */
  public void accepted() {
    if (left == Channel.NONE) {
      left = overlap;
    } else if (left > 0) {
      left--;
    }
  }

  /** Messages of the new epoch until it is over; -1 if none came yet. */
  public int left() {
    return left;
  }

  /** Whether the previous epoch is over for a record at {@code offset} of the log. */
  public boolean isOver(long offset) {
    return left == 0 || offset - activatedAt > Limits.EPOCH_OVERLAP;
  }
}
