package io.pawl.ratchet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 40 bytes in front of a ciphertext: the AEAD's associated data, and the start of what the
 * admission tag covers.
 */
final class Header {
  static final int LENGTH = 40;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Header() {}

  /** The header of a position, in a fresh array. */
  static byte[] of(ChannelId channel, Direction direction, int epoch, long slot, int counter) {
    byte[] header = new byte[LENGTH];
    write(channel, direction, epoch, slot, counter, header);
    return header;
  }

  /** The header of {@code envelope}, in a fresh array. */
  static byte[] of(Envelope envelope) {
    byte[] header = new byte[LENGTH];
    write(envelope, header);
    return header;
  }

  /** Writes the header of {@code envelope} into {@code target}, at least 40 bytes. */
  static void write(Envelope envelope, byte[] target) {
    write(
        envelope.channel(),
        envelope.direction(),
        envelope.epoch(),
        envelope.slot(),
        envelope.counter(),
        target);
  }

  private static void write(
      ChannelId channel, Direction direction, int epoch, long slot, int counter, byte[] target) {
    target[0] = 'P';
    target[1] = 'W';
    target[2] = 1;
    target[3] = (byte) direction.code();
    channel.copyTo(target, 4);
    INT.set(target, 20, epoch);
    LONG.set(target, 24, slot);
    LONG.set(target, 32, (long) counter);
  }
}
