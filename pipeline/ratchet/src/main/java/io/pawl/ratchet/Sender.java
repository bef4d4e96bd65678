package io.pawl.ratchet;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of one direction of one epoch. It never uses a (slot, counter) twice: a slot is
 * claimed durably before the first seal in it, and a sender that comes back starts in a slot that
 * was never claimed.
 *
 * <p>Not thread-safe.
 */
public final class Sender {
  /** The largest value of a record of the log, in bytes. */
  private static final int MAX_RECORD = 1_048_576;

  /** More than an envelope's other fields ever take in a record. */
  private static final int ENVELOPE_OVERHEAD = 256;

  /** The payload's length, in front of it. */
  private static final int LENGTH_PREFIX = 4;

  private final EpochDirection direction;
  private final SlotChain chain;
  private final Secret admission;
  private final Seal seal = new Seal();
  private final AdmissionTag tag = new AdmissionTag();
  private @Nullable SlotKey key;
  private long claimed;
  private int counter;

  private Sender(
      EpochDirection direction, SlotChain chain, Secret admission, long claimed, int counter) {
    this.direction = direction;
    this.chain = chain;
    this.admission = admission.copy();
    this.claimed = claimed;
    this.counter = counter;
  }

  /** Begins an epoch at slot 0, unclaimed. Takes the chain over; the admission key is copied. */
  public static Sender begin(EpochDirection direction, SlotChain chain, Secret admission) {
    return new Sender(direction, chain, admission, -1, 0);
  }

  /**
   * Comes back after anything but a clean close: in the first slot above {@code claimed}, since
   * nobody knows how far the claimed ones were used.
   *
   * @param chain at that slot or before; taken over
   * @param claimed the highest slot claimed; -1 if none
   * @throws IllegalArgumentException if the chain is past that slot
   */
  public static Sender resume(
      EpochDirection direction, SlotChain chain, Secret admission, long claimed) {
    if (chain.slot() > claimed + 1) {
      throw new IllegalArgumentException(
          "the chain is at slot " + chain.slot() + ", past " + (claimed + 1));
    }
    while (chain.slot() <= claimed) {
      chain.advance();
    }
    return new Sender(direction, chain, admission, claimed, 0);
  }

  /**
   * Comes back after a clean close, at which it stood where {@link #next()} said.
   *
   * @param chain at that slot; taken over
   * @param claimed the highest slot claimed, or -1
   * @param counter of the next envelope
   * @throws IllegalArgumentException if envelopes were sealed in a slot that was not claimed
   */
  public static Sender reopen(
      EpochDirection direction, SlotChain chain, Secret admission, long claimed, int counter) {
    if (counter < 0
        || counter >= direction.policy().slotMessages()
        || (counter > 0 && chain.slot() > claimed)) {
      throw new IllegalArgumentException(
          "counter " + counter + " of slot " + chain.slot() + " under claim " + claimed);
    }
    return new Sender(direction, chain, admission, claimed, counter);
  }

  /**
   * Whether a sender that would start in {@code slot} must offer a REKEY instead, as its first
   * envelope could be too far ahead of what the log shows.
   *
   * @param highestLogged the highest slot of this direction in the log; -1 if none
   */
  public static boolean mustRekey(Policy policy, long slot, long highestLogged) {
    // Acceptance begins at slot 0, whether the log has an envelope of it or not.
    return slot - Math.max(highestLogged, 0) > policy.slotLookahead();
  }

  /** The longest payload, in bytes, whose envelope fits into a record of the log. */
  public static int maxPayload(Policy policy) {
    int room = MAX_RECORD - ENVELOPE_OVERHEAD - AesGcm.TAG_LENGTH;
    return room / policy.cellBytes() * policy.cellBytes() - LENGTH_PREFIX;
  }

  /**
   * The slot to claim now, or nothing: the one that sealing waits for, else from the middle of a
   * slot on the next one, so that a claim is durable before it is needed. To be asked when there is
   * something to send, so that a peer that crashes without traffic uses up no slots.
   */
  public OptionalLong claimDue() {
    if (claimed < chain.slot()) {
      return OptionalLong.of(chain.slot());
    }
    boolean ahead = claimed == chain.slot() && counter >= direction.policy().slotMessages() / 2;
    return ahead ? OptionalLong.of(claimed + 1) : OptionalLong.empty();
  }

  /**
   * Confirms that the claim to {@code slot} is durable.
   *
   * @throws IllegalArgumentException if it is not the one that is due
   */
  public void claimed(long slot) {
    OptionalLong due = claimDue();
    if (due.isEmpty() || due.getAsLong() != slot) {
      throw new IllegalArgumentException("no claim to slot " + slot + " is due");
    }
    claimed = slot;
  }

  /** The highest slot claimed; -1 if none. */
  public long claimed() {
    return claimed;
  }

  /** Whether the next envelope's slot is claimed. */
  public boolean canSeal() {
    return chain.slot() <= claimed;
  }

  /**
   * Seals the next message.
   *
   * @param payload at most {@link #maxPayload} bytes; not kept
   * @throws IllegalStateException if its slot is not claimed
   * @throws IllegalArgumentException if the payload is too long
   */
  public Envelope seal(byte[] payload) {
    if (!canSeal()) {
      throw new IllegalStateException("slot " + chain.slot() + " is not claimed");
    }
    if (payload.length > maxPayload(direction.policy())) {
      throw new IllegalArgumentException("a payload of " + payload.length + " bytes is too long");
    }
    SlotKey slotKey = key == null ? chain.key() : key;
    key = slotKey;
    // Counted before it is sealed: whatever fails from here on, the counter is never used again.
    int sealing = counter++;
    Envelope envelope = seal(slotKey, sealing, payload);
    if (counter == direction.policy().slotMessages()) {
      leaveSlot(slotKey);
    }
    return envelope;
  }

  private Envelope seal(SlotKey slotKey, int sealing, byte[] payload) {
    byte[] header =
        Header.of(
            direction.channel(), direction.direction(), direction.epoch(), slotKey.slot(), sealing);
    Bytes ciphertext = seal.seal(slotKey, sealing, header, payload, direction.policy().cellBytes());
    Envelope untagged =
        new Envelope(
            direction.channel(),
            direction.epoch(),
            direction.direction(),
            slotKey.slot(),
            sealing,
            ciphertext,
            Bytes.EMPTY);
    return untagged.withTag(tag.of(admission.bytes(), 0, untagged));
  }

  private void leaveSlot(SlotKey slotKey) {
    slotKey.erase();
    key = null;
    chain.advance();
    counter = 0;
  }

  /** Position of the next envelope. */
  public Position next() {
    return new Position(direction.epoch(), chain.slot(), counter);
  }

  /** Names the key of the next envelope's slot where operators look; 8 bytes, no secret. */
  public Bytes keyId() {
    if (key != null) {
      return key.keyId();
    }
    SlotKey derived = chain.key();
    derived.erase();
    return derived.keyId();
  }

  /** The chain, for a vault: at the slot of the next envelope. */
  public SlotChain chain() {
    return chain;
  }

  /** Erases the chain, the slot's key and the admission key. */
  public void erase() {
    chain.erase();
    admission.erase();
    if (key != null) {
      key.erase();
    }
  }
}
