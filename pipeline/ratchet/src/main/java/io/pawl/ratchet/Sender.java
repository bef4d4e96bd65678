package io.pawl.ratchet;

import java.util.OptionalLong;

/**
 * The sending half of one direction of one epoch. It never uses a (slot, counter) twice: a slot is
 * claimed durably before the first seal in it, and a sender that comes back starts in a slot that
 * was never claimed.
 *
 * <p>Not thread-safe.
 */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"}) // Its bodies follow.
public final class Sender {
  private final EpochDirection direction;

  private Sender(EpochDirection direction) {
    this.direction = direction;
  }

  /** Begins an epoch at slot 0, unclaimed. Takes the chain over; the admission key is copied. */
  public static Sender begin(EpochDirection direction, SlotChain chain, Secret admission) {
    return new Sender(direction);
  }

  /**
   * Comes back after anything but a clean close: in the first slot above {@code claimed}.
   *
   * @param chain at that slot or before
   * @param claimed the highest slot claimed; -1 if none
   */
  public static Sender resume(
      EpochDirection direction, SlotChain chain, Secret admission, long claimed) {
    return new Sender(direction);
  }

  /**
   * Comes back after a clean close, at which it stood at {@code counter} of the chain's slot.
   *
   * @param claimed the highest slot claimed, at least the chain's
   */
  public static Sender reopen(
      EpochDirection direction, SlotChain chain, Secret admission, long claimed, int counter) {
    return new Sender(direction);
  }

  /**
   * Whether a sender that would start in {@code slot} must offer a REKEY instead, as its first
   * envelope could be too far ahead of what the log shows.
   *
   * @param highestLogged the highest slot of this direction in the log; -1 if none
   */
  public static boolean mustRekey(Policy policy, long slot, long highestLogged) {
    throw new UnsupportedOperationException();
  }

  /** The slot to claim now: the next one ahead of need, or the one that sealing waits for. */
  public OptionalLong claimDue() {
    throw new UnsupportedOperationException(direction.toString());
  }

  /** Confirms that the claim to {@code slot}, the one that was due, is durable. */
  public void claimed(long slot) {
    throw new UnsupportedOperationException();
  }

  /** Whether the next envelope's slot is claimed. */
  public boolean canSeal() {
    throw new UnsupportedOperationException();
  }

  /**
   * Seals the next message.
   *
   * @throws IllegalStateException if its slot is not claimed
   */
  public Envelope seal(byte[] payload) {
    throw new UnsupportedOperationException();
  }

  /** Position of the next envelope. */
  public Position next() {
    throw new UnsupportedOperationException();
  }

  /** The chain, for a vault: at the slot of the next envelope. */
  public SlotChain chain() {
    throw new UnsupportedOperationException();
  }

  /** Erases the chain, the slot's key and the admission key. */
  public void erase() {
    throw new UnsupportedOperationException();
  }
}
