package io.pawl.ratchet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A channel's name: 16 bytes, held as two big-endian halves.
 *
 * @param high bytes 0 to 7
 * @param low bytes 8 to 15
 */
public record ChannelId(long high, long low) implements Comparable<ChannelId> {
  /** Bytes of an id. */
  public static final int LENGTH = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /**
   * Reads the id that stands in {@code bytes} from {@code offset}.
   *
   * @throws IndexOutOfBoundsException if fewer than 16 bytes stand there
   */
  public static ChannelId read(byte[] bytes, int offset) {
    return new ChannelId((long) LONG.get(bytes, offset), (long) LONG.get(bytes, offset + 8));
  }

  /**
   * The id in these 16 bytes.
   *
   * @throws IllegalArgumentException if there are not exactly 16
   */
  public static ChannelId of(Bytes bytes) {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a channel id has 16 bytes, not " + bytes.length());
    }
    return read(bytes.array(), bytes.offset());
  }

  /**
   * Parses 32 hexadecimal digits.
   *
   * @throws IllegalArgumentException if {@code hex} is anything else
   */
  public static ChannelId fromHex(String hex) {
    return of(Bytes.fromHex(hex));
  }

  /** Writes the 16 bytes into {@code target} at {@code at}, and returns the index behind them. */
  public int copyTo(byte[] target, int at) {
    LONG.set(target, at, high);
    LONG.set(target, at + 8, low);
    return at + LENGTH;
  }

  /** Whether {@code bytes} are this id. */
  boolean isAt(Bytes bytes) {
    return bytes.length() == LENGTH
        && (long) LONG.get(bytes.array(), bytes.offset()) == high
        && (long) LONG.get(bytes.array(), bytes.offset() + 8) == low;
  }

  /** The 16 bytes, as in keys of Kafka records. */
  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    copyTo(bytes, 0);
    return bytes;
  }

  /** The partition of the log that this channel lives in, of {@code partitions}. */
  public int partition(int partitions) {
    return (Murmur2.hash(toBytes()) & 0x7fffffff) % partitions;
  }

  @Override
  public int compareTo(ChannelId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Ids are hashes already: any 32 of their bits spread evenly. */
  @Override
  public int hashCode() {
    return (int) low;
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
