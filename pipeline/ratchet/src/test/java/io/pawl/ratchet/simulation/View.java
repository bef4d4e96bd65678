package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel at a place in the log, as the naive model knows it.
 *
 * @param epoch 0 while only an OPEN is pending
 * @param activatedAt log offset at which the epoch began
 * @param pending id of the offer that waits
 * @param answered whether it was answered
 * @param current slots of the current epoch, by direction
 * @param previous slots of the epoch before, by direction
 */
record View(
    int epoch,
    long activatedAt,
    boolean closed,
    @Nullable Bytes pending,
    boolean answered,
    List<Slots> current,
    List<Slots> previous) {

  /** Nothing is known yet. */
  static final View NONE =
      new View(
          0,
          0,
          false,
          null,
          false,
          List.of(Slots.NONE, Slots.NONE),
          List.of(Slots.NONE, Slots.NONE));

  /**
   * The slots of one direction of one epoch in which something can still be accepted.
   *
   * @param previous -1 if there is none
   * @param open whether anything can be accepted in this epoch at all
   */
  record Slots(long current, long previous, boolean open) {
    static final Slots NONE = new Slots(0, -1, false);
  }

  Slots current(Direction direction) {
    return current.get(direction.code());
  }

  Slots previous(Direction direction) {
    return previous.get(direction.code());
  }
}
