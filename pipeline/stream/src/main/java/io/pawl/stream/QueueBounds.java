package io.pawl.stream;

/**
 * What may wait between the consumer and a lane before its partition is paused. One more fetch of
 * the partition may come on top, and wait in the consumer meanwhile.
 *
 * @param records at least 1
 * @param bytes of keys and values, at least 1
 */
public record QueueBounds(int records, long bytes) {
  /**
   * Some 100 ms of one lane's work: enough to hide a poll, little enough to give back quickly. In
   * bytes eight of the largest records; with 64 lanes half a gigabyte at the very worst.
   */
  public static final QueueBounds DEFAULT = new QueueBounds(10_000, 8 << 20);

  /** Checks the limits. */
  public QueueBounds {
    if (records < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "a queue holds at least one record and one byte, not %d and %d"
              .formatted(records, bytes));
    }
  }
}
