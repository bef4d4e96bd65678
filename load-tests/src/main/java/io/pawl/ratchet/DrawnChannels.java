package io.pawl.ratchet;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Open channels as a processor holds them, drawn from a seed without a handshake. In the core's
 * package, since sealing admission keys is nobody else's.
 */
public final class DrawnChannels {
  private static final int KEY_BYTES = 32;
  private static final int WINDOW_BYTES = Policy.DEFAULT.window() / Byte.SIZE;

  private final SplittableRandom random;
  private final GrantKeys keys;
  private final Bytes keyId;

  /**
   * Draws from {@code seed}.
   *
   * @param processors the processors' public key, whose private key is in {@code keys}
   */
  public DrawnChannels(long seed, GrantKeys keys, Bytes processors) {
    this.random = new SplittableRandom(seed);
    this.keys = keys;
    this.keyId = GrantKeys.idOf(processors);
  }

  /** The next channel of a partition: open since its first record, and used for some time. */
  public Snapshot.Live next(int partition, int partitions) {
    ChannelId id;
    do {
      id = new ChannelId(random.nextLong(), random.nextLong());
    } while (id.partition(partitions) != partition);
    Secret admission = Secret.owning(bytes(2 * KEY_BYTES));
    Bytes sealed = keys.seal(id, 1, keyId, admission);
    admission.erase();
    ChannelDescriptor descriptor =
        new ChannelDescriptor(
            id,
            Bytes.wrap(bytes(KEY_BYTES)),
            Bytes.wrap(bytes(KEY_BYTES)),
            new ChannelDescriptor.KeyEpoch(1, Policy.DEFAULT, 1, sealed),
            null,
            null,
            List.of(random.nextLong(), random.nextLong()),
            List.of(),
            List.of());
    ChannelPosition position =
        new ChannelPosition(id, 1, random.nextInt(100_000), direction(), direction());
    return new Snapshot.Live(descriptor, position);
  }

  /** In the middle of a slot, with nothing missing. */
  private ChannelPosition.InDirection direction() {
    byte[] seen = new byte[WINDOW_BYTES];
    Arrays.fill(seen, (byte) 0xff);
    int top = Policy.DEFAULT.window() + random.nextInt(Policy.DEFAULT.window());
    ChannelPosition.InSlot slot =
        new ChannelPosition.InSlot(random.nextInt(1_000), top, Bytes.wrap(seen));
    return new ChannelPosition.InDirection(
        new ChannelPosition.InEpoch(slot, null, 0, false), null, 0, -1);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
