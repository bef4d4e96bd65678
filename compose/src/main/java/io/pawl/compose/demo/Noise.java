package io.pawl.compose.demo;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Bytes that mean nothing, or no longer what they meant. */
final class Noise {
  private static final int MAX_GARBAGE_BYTES = 300;

  /** The magic byte and the schema id before a record. */
  static final int WIRE_PREFIX_BYTES = 5;

  /** Registries count up from 1: none gets this far. */
  private static final int UNKNOWN_SCHEMA_ID = 0x7fff_fff0;

  private Noise() {}

  static Bytes bytes(int count, Random random) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  static Bytes flipped(Bytes bytes, int from, Random random) {
    return Bytes.wrap(flip(bytes.toArray(), from, random));
  }

  static ChannelId flipped(ChannelId channel, Random random) {
    return ChannelId.read(flip(channel.toBytes(), 0, random), 0);
  }

  static byte[] flip(byte[] bytes, int from, Random random) {
    int bit = random.nextInt(8 * from, 8 * bytes.length);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    return bytes;
  }

  /** Nothing at all, or bytes whose first is not the magic one. */
  static byte[] garbage(Random random) {
    byte[] bytes = bytes(random.nextInt(MAX_GARBAGE_BYTES), random).array();
    if (bytes.length > 0 && bytes[0] == 0) {
      bytes[0] = 1;
    }
    return bytes;
  }

  static byte[] unknownSchema(Random random) {
    byte[] bytes = bytes(WIRE_PREFIX_BYTES + 1 + random.nextInt(MAX_GARBAGE_BYTES), random).array();
    ByteBuffer.wrap(bytes).put((byte) 0).putInt(UNKNOWN_SCHEMA_ID);
    return bytes;
  }

  /** None, one that is cut short, or that of another channel. */
  static byte @Nullable [] wrongKey(ChannelId channel, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> null;
      case 1 -> Arrays.copyOf(channel.toBytes(), ChannelId.LENGTH - 1);
      default -> flipped(channel, random).toBytes();
    };
  }
}
