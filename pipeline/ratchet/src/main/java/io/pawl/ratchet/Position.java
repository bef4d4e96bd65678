package io.pawl.ratchet;

/**
 * The name of one message of a direction; positions are ordered by epoch, slot and counter.
 *
 * @param epoch from 1
 * @param slot from 0
 * @param counter place in the slot, from 0
 */
public record Position(int epoch, long slot, int counter) implements Comparable<Position> {
  @Override
  public int compareTo(Position other) {
    if (epoch != other.epoch) {
      return Integer.compare(epoch, other.epoch);
    }
    return slot != other.slot
        ? Long.compare(slot, other.slot)
        : Integer.compare(counter, other.counter);
  }
}
