package io.pawl.ratchet;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * An open channel that was drawn without a handshake: what a processor holds of it, and envelopes
 * that it accepts. There are no slot keys, so what they seal is noise that nobody can open. In the
 * core's package, since sealing admission keys and making tags is nobody else's.
 */
public final class DrawnChannel {
  private static final int KEY_BYTES = 32;
  private static final int WINDOW_BYTES = Policy.DEFAULT.window() / Byte.SIZE;
  private static final int EPOCH = 1;

  private final Snapshot.Live live;
  private final byte[] admission;
  private final AdmissionTag tag;
  private final SplittableRandom random;
  private final long[] slots = new long[2];
  private final int[] counters = new int[2];

  private DrawnChannel(
      Snapshot.Live live, byte[] admission, SplittableRandom random, AdmissionTag tag) {
    this.live = live;
    this.admission = admission;
    this.random = random;
    this.tag = tag;
    for (Direction direction : Direction.values()) {
      ChannelPosition.InSlot current =
          Objects.requireNonNull(live.position().in(direction).current()).current();
      slots[direction.code()] = current.slot();
      counters[direction.code()] = current.top() + 1;
    }
  }

  /**
   * Draws a channel: open since its partition's first record, and used for some time.
   *
   * @param random decides all of it, and the noise that is sent later
   * @param keyId of the processors' key, which is in {@code keys}
   * @param tag makes its tags, for the same thread
   */
  static DrawnChannel draw(
      ChannelId id, SplittableRandom random, GrantKeys keys, Bytes keyId, AdmissionTag tag) {
    byte[] admission = bytes(random, 2 * KEY_BYTES);
    Bytes sealed = keys.seal(id, EPOCH, keyId, Secret.owning(admission));
    ChannelDescriptor descriptor =
        new ChannelDescriptor(
            id,
            Bytes.wrap(bytes(random, KEY_BYTES)),
            Bytes.wrap(bytes(random, KEY_BYTES)),
            new ChannelDescriptor.KeyEpoch(EPOCH, Policy.DEFAULT, 1, sealed),
            null,
            null,
            List.of(random.nextLong(), random.nextLong()),
            List.of(),
            List.of());
    ChannelPosition position =
        new ChannelPosition(
            id, EPOCH, random.nextInt(100_000), direction(random), direction(random));
    return new DrawnChannel(new Snapshot.Live(descriptor, position), admission, random, tag);
  }

  /** In the middle of a slot, with nothing missing. */
  private static ChannelPosition.InDirection direction(SplittableRandom random) {
    byte[] seen = new byte[WINDOW_BYTES];
    Arrays.fill(seen, (byte) 0xff);
    int top = Policy.DEFAULT.window() + random.nextInt(Policy.DEFAULT.window());
    ChannelPosition.InSlot slot =
        new ChannelPosition.InSlot(random.nextInt(1_000), top, Bytes.wrap(seen));
    return new ChannelPosition.InDirection(
        new ChannelPosition.InEpoch(slot, null, 0, false), null, 0, -1);
  }

  private static byte[] bytes(SplittableRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What a processor holds of it, before any envelope from here. */
  public Snapshot.Live live() {
    return live;
  }

  /**
   * The next envelope of a direction.
   *
   * @param payload bytes that a payload in it would have
   */
  public Envelope next(Direction direction, int payload) {
    int code = direction.code();
    if (counters[code] == Policy.DEFAULT.slotMessages()) {
      slots[code]++;
      counters[code] = 0;
    }
    int cell = Policy.DEFAULT.cellBytes();
    int cells = Math.max(1, Math.ceilDiv(Integer.BYTES + payload, cell));
    Envelope untagged =
        new Envelope(
            live.channel(),
            EPOCH,
            direction,
            slots[code],
            counters[code]++,
            Bytes.wrap(bytes(random, cells * cell + AesGcm.TAG_LENGTH)),
            Bytes.EMPTY);
    return untagged.withTag(tag.of(admission, code * KEY_BYTES, untagged));
  }
}
