package io.pawl.ratchet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of one direction of one epoch: the same acceptance as in the pipeline, with
 * the AEAD in the tag's place. It holds the keys of the previous and the current slot and has the
 * next two derived; a slot's key is erased with its window.
 *
 * <p>Not thread-safe.
 */
public final class Receiver {
  private final EpochDirection direction;
  private final Acceptance acceptance;
  private final ReceiverKeys keys;
  private final Seal seal = new Seal();

  private Receiver(EpochDirection direction, Acceptance acceptance, ReceiverKeys keys) {
    this.direction = direction;
    this.acceptance = acceptance;
    this.keys = keys;
  }

  /**
   * Begins an epoch. Takes the chain over.
   *
   * @param chain at slot 0
   */
  public static Receiver begin(EpochDirection direction, SlotChain chain) {
    return new Receiver(direction, Acceptance.begin(direction.policy()), ReceiverKeys.begin(chain));
  }

  /** Comes back as it was saved; takes the state's secrets over. */
  public static Receiver restore(EpochDirection direction, State state) {
    Acceptance acceptance = Acceptance.begin(direction.policy());
    acceptance.restore(state.windows());
    return new Receiver(direction, acceptance, ReceiverKeys.restore(state));
  }

  /**
   * Opens an envelope. Authenticates, decides, then moves.
   *
   * <p>An envelope whose slot's key is erased, or beyond the lookahead, cannot be authenticated: it
   * is refused and moves nothing, not even by divergence.
   *
   * @throws IllegalArgumentException if it is of another channel, epoch or direction
   */
  public Receipt open(Envelope envelope) {
    if (!direction.holds(envelope)) {
      throw new IllegalArgumentException("an envelope of another direction");
    }
    long slot = envelope.slot();
    int counter = envelope.counter();
    if (slot < 0 || counter < 0) {
      return new Receipt.Refused(Refusal.MALFORMED);
    }
    if (!direction.policy().isWholeCells(envelope.ciphertext().length() - AesGcm.TAG_LENGTH)) {
      return new Receipt.Refused(Refusal.BAD_SIZE);
    }
    Refusal refusal = acceptance.place(slot, counter);
    SlotKey key = keys.of(slot, direction.policy().slotLookahead());
    if (key == null) {
      return new Receipt.Refused(refusal == null ? Refusal.SLOT_EXPIRED : refusal);
    }
    byte[] payload = seal.open(key, counter, Header.of(envelope), envelope.ciphertext());
    if (payload == null || refusal != null) {
      keys.release(key);
    }
    if (payload == null) {
      return new Receipt.NotAuthentic();
    }
    return switch (refusal) {
      case null -> accept(envelope.position(), key, payload);
      case COUNTER_TOO_FAR, SLOT_TOO_FAR -> {
        acceptance.diverge();
        yield new Receipt.Refused(refusal);
      }
      default -> new Receipt.Refused(refusal);
    };
  }

  private Receipt accept(Position position, SlotKey key, byte[] payload) {
    boolean slotAdvanced = acceptance.commit(position.slot(), position.counter());
    if (slotAdvanced) {
      keys.advance(key);
    }
    if (!acceptance.hasPrevious()) {
      keys.dropPrevious();
    }
    return new Receipt.Opened(position, payload, slotAdvanced);
  }

  /** All of it as data, for a vault: secrets are copies. */
  public State state() {
    return keys.state(acceptance.toData());
  }

  /** Erases every key. */
  public void erase() {
    keys.erase();
  }

  /**
   * A receiver as data.
   *
   * @param windows as in a processor's snapshot
   * @param previous key of the previous slot; null if there is none
   * @param current key of the current slot
   * @param ahead keys of the next two slots, ascending
   * @param chain at the slot after those
   */
  public record State(
      ChannelPosition.InEpoch windows,
      @Nullable SlotKey previous,
      SlotKey current,
      List<SlotKey> ahead,
      SlotChain chain) {
    /** Copies the list. */
    public State {
      ahead = List.copyOf(ahead);
    }

    /** Overwrites all of its secrets. */
    public void erase() {
      if (previous != null) {
        previous.erase();
      }
      current.erase();
      ahead.forEach(SlotKey::erase);
      chain.erase();
    }
  }
}
