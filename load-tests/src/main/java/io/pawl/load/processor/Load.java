package io.pawl.load.processor;

/**
 * What the contenders are given.
 *
 * @param records envelopes per round that are measured
 * @param bytes of an envelope's ciphertext
 * @param channels that they are spread over, both directions alike
 * @param partitions of the log, of which each has as many channels and envelopes
 */
record Load(int records, int bytes, int channels, int partitions) {
  /** What is measured unless somebody wants something else. */
  static final Load DEFAULT = new Load(1_000_000, 512, 1_000, 4);

  /** The AEAD's tag, at the end of a ciphertext. */
  private static final int TAG_BYTES = 16;

  private static final int MIN_CELL = 64;
  private static final int MAX_CELL = 65_536;
  private static final int MAX_RECORDS = 20_000_000;
  private static final int MAX_CHANNELS = 100_000;
  private static final int MAX_PARTITIONS = 64;

  /** Times what is measured. */
  private static final int WARM_UP = 1;

  /** A channel's opening: an offer and an answer. */
  private static final int OPENING = 2;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException that names the option
   */
  Load {
    require("partitions", partitions, 1, MAX_PARTITIONS);
    require("channels", channels, partitions, MAX_CHANNELS);
    require("records", records, 1_000, MAX_RECORDS);
    require("bytes", bytes, MIN_CELL + TAG_BYTES, MAX_CELL + TAG_BYTES);
  }

  /** One with that many envelopes in all, or a few more. */
  static Load ofAll(int envelopes, int bytes, int channels, int partitions) {
    return new Load(Math.ceilDiv(envelopes, WARM_UP + 1), bytes, channels, partitions);
  }

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be from %,d to %,d, not %,d".formatted(option, least, most, value));
    }
  }

  /** Channels of each partition; their number is rounded up. */
  int channelsPerPartition() {
    return (channels + partitions - 1) / partitions;
  }

  /** Size of a payload with its padding, so that a cell and the tag make an envelope. */
  int cellBytes() {
    return bytes - TAG_BYTES;
  }

  /** Records that open channels. */
  long openings() {
    return (long) OPENING * channelsPerPartition() * partitions;
  }

  /** Envelopes of each partition that are measured. */
  private long measuredPerPartition() {
    return ((long) records + partitions - 1) / partitions;
  }

  /**
   * Envelopes of each partition that come first, and are not measured: compiling the code takes
   * seconds of both cores, of some contenders' more than of others'.
   */
  private long warmUpPerPartition() {
    return WARM_UP * measuredPerPartition();
  }

  /** Envelopes of each partition. */
  long envelopesPerPartition() {
    return warmUpPerPartition() + measuredPerPartition();
  }

  /** Records before the first that is measured. */
  long unmeasured() {
    return openings() + warmUpPerPartition() * partitions;
  }

  /** All records. */
  long total() {
    return openings() + envelopesPerPartition() * partitions;
  }
}
