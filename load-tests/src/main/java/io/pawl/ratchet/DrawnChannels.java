package io.pawl.ratchet;

import java.util.SplittableRandom;

/**
 * Open channels as a processor holds them, drawn from a seed without a handshake. For one thread at
 * a time, and so are the channels.
 */
public final class DrawnChannels {
  private final long seed;
  private final SplittableRandom random;
  private final GrantKeys keys;
  private final Bytes keyId;
  private final AdmissionTag tag = new AdmissionTag();

  /**
   * Draws from {@code seed}.
   *
   * @param processors the processors' public key, whose private key is in {@code keys}
   */
  public DrawnChannels(long seed, GrantKeys keys, Bytes processors) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.keys = keys;
    this.keyId = GrantKeys.idOf(processors);
  }

  /** The next channel of a partition: open since its first record, and used for some time. */
  public Snapshot.Live next(int partition, int partitions) {
    return draw(random, partition, partitions).live();
  }

  /**
   * The channel of that number, the same whenever it is asked for; channel n is in partition n
   * modulo {@code partitions}.
   */
  public DrawnChannel at(int number, int partitions) {
    return draw(
        new SplittableRandom(new SplittableRandom(seed + number).nextLong()),
        number % partitions,
        partitions);
  }

  private DrawnChannel draw(SplittableRandom from, int partition, int partitions) {
    ChannelId id;
    do {
      id = new ChannelId(from.nextLong(), from.nextLong());
    } while (id.partition(partitions) != partition);
    return DrawnChannel.draw(id, from, keys, keyId, tag);
  }
}
