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
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"}) // Its bodies follow.
public final class Receiver {
  private final EpochDirection direction;

  private Receiver(EpochDirection direction) {
    this.direction = direction;
  }

  /** Begins an epoch. Takes the chain, at slot 0, over. */
  public static Receiver begin(EpochDirection direction, SlotChain chain) {
    return new Receiver(direction);
  }

  /** Comes back as it was saved; takes the state's secrets over. */
  public static Receiver restore(EpochDirection direction, State state) {
    return new Receiver(direction);
  }

  /** Opens an envelope of this direction and epoch. Authenticates, decides, then moves. */
  public Receipt open(Envelope envelope) {
    throw new UnsupportedOperationException(direction.toString());
  }

  /** All of it as data, for a vault: secrets are copies. */
  public State state() {
    throw new UnsupportedOperationException();
  }

  /** Erases every key. */
  public void erase() {
    throw new UnsupportedOperationException();
  }

  /**
   * A receiver as data.
   *
   * @param windows as in a processor's snapshot
   * @param previous key of the previous slot; null if there is none
   * @param current key of the current slot
   * @param ahead keys of the next slots that are derived already, ascending
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
  }
}
