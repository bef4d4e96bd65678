package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding (specification 1.12, "Binary Encoding"), read from an array. Stricter than
 * Avro's own decoder: a number must fit its type, a boolean be 0 or 1, and no length or count is
 * believed beyond the bytes that are there.
 *
 * <p>Varints longer than need be are read, as every implementation of Avro does.
 */
final class StrictDecoder extends Decoder {
  private final byte[] bytes;
  private final int end;
  private int at;

  /**
   * Items that arrays and maps may still announce. Items without bytes are the one thing that a
   * short value could announce any number of; so there may be no more of them than bytes.
   */
  private long itemsLeft;

  StrictDecoder(byte[] bytes, int from) {
    this.bytes = bytes;
    this.end = bytes.length;
    this.at = from;
    this.itemsLeft = (long) end - from;
  }

  /** The next {@code length} bytes, as a view. */
  Bytes view(int length) throws Malformation {
    return Bytes.view(bytes, skip(length), length);
  }

  /** The bytes of a length-prefixed field, as a view. */
  Bytes viewBytes() throws Malformation {
    return view(length());
  }

  /** A channel's id. */
  ChannelId channel() throws Malformation {
    return ChannelId.read(bytes, skip(ChannelId.LENGTH));
  }

  /** Skips {@code length} bytes, and returns the index of the first. */
  int skip(int length) throws Malformation {
    if (length > end - at) {
      throw new Malformation("a field ends beyond the value");
    }
    int first = at;
    at += length;
    return first;
  }

  /** Skips all that is left, whatever it is. */
  void skipRest() {
    at = end;
  }

  /** Insists that all has been read. */
  void finish() throws Malformation {
    if (at != end) {
      throw new Malformation((end - at) + " bytes behind the record");
    }
  }

  @Override
  public int readInt() throws Malformation {
    int raw = (int) varint(5, 0x0f);
    return raw >>> 1 ^ -(raw & 1);
  }

  @Override
  public long readLong() throws Malformation {
    long raw = varint(10, 0x01);
    return raw >>> 1 ^ -(raw & 1);
  }

  /** A varint of at most {@code most} bytes; the last of that many is at most {@code last}. */
  private long varint(int most, int last) throws Malformation {
    long value = 0;
    for (int i = 0; i < most; i++) {
      if (at == end) {
        throw new Malformation("a number ends beyond the value");
      }
      int part = bytes[at++];
      value |= (long) (part & 0x7f) << (7 * i);
      if (part >= 0) {
        if (i == most - 1 && part > last) {
          break;
        }
        return value;
      }
    }
    throw new Malformation("a number does not fit its type");
  }

  private int length() throws Malformation {
    long length = readLong();
    if (length < 0 || length > end - at) {
      throw new Malformation("a length is negative or beyond the value");
    }
    return (int) length;
  }

  private long items() throws Malformation {
    long count = readLong();
    if (count < 0) {
      // A block that gives its size in bytes too, for those who skip it.
      count = -count;
      length();
    }
    if (count < 0 || count > itemsLeft) {
      throw new Malformation("more items than bytes");
    }
    itemsLeft -= count;
    return count;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws Malformation {
    return switch (bytes[skip(1)]) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new Malformation("a boolean is neither 0 nor 1");
    };
  }

  @Override
  public float readFloat() throws Malformation {
    return ByteBuffer.wrap(bytes, skip(4), 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  @Override
  public double readDouble() throws Malformation {
    return ByteBuffer.wrap(bytes, skip(8), 8).order(ByteOrder.LITTLE_ENDIAN).getDouble();
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws Malformation {
    return new Utf8(viewBytes().toArray());
  }

  @Override
  public String readString() throws Malformation {
    return readString(null).toString();
  }

  @Override
  public void skipString() throws Malformation {
    skip(length());
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws Malformation {
    int length = length();
    return ByteBuffer.wrap(bytes, skip(length), length);
  }

  @Override
  public void skipBytes() throws Malformation {
    skip(length());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws Malformation {
    System.arraycopy(bytes, skip(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) throws Malformation {
    skip(length);
  }

  @Override
  public int readEnum() throws Malformation {
    return readInt();
  }

  @Override
  public int readIndex() throws Malformation {
    return readInt();
  }

  @Override
  public long readArrayStart() throws Malformation {
    return items();
  }

  @Override
  public long arrayNext() throws Malformation {
    return items();
  }

  @Override
  public long skipArray() throws Malformation {
    return items();
  }

  @Override
  public long readMapStart() throws Malformation {
    return items();
  }

  @Override
  public long mapNext() throws Malformation {
    return items();
  }

  @Override
  public long skipMap() throws Malformation {
    return items();
  }
}
