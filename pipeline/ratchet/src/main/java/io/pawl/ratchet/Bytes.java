package io.pawl.ratchet;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable view of public bytes: keys, digests, signatures, ciphertexts. Secrets live in {@link
 * Secret} instead.
 *
 * <p>A view does not copy, so whoever wraps an array must not change it afterwards.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  /** Longer values print as their length only, so that no log line carries a ciphertext. */
  private static final int MAX_PRINTED = 32;

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** Views the whole of {@code array}. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /**
   * Views {@code length} bytes of {@code array} from {@code offset}.
   *
   * @throws IndexOutOfBoundsException if that range is not within the array
   */
  public static Bytes view(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new Bytes(array, offset, length);
  }

  /**
   * Parses hexadecimal digits.
   *
   * @throws IllegalArgumentException if {@code hex} is not an even number of hexadecimal digits
   */
  public static Bytes fromHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex));
  }

  /** Number of bytes. */
  public int length() {
    return length;
  }

  /** The byte at {@code index}. */
  public byte at(int index) {
    Objects.checkIndex(index, length);
    return array[offset + index];
  }

  /** The array behind this view, for calls that take (array, offset, length); not to be changed. */
  public byte[] array() {
    return array;
  }

  /** Where this view begins in {@link #array()}. */
  public int offset() {
    return offset;
  }

  /** A fresh copy. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Copies these bytes into {@code target} at {@code at}, and returns the index behind them. */
  public int copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, length);
    return at + length;
  }

  /** These bytes as lower-case hexadecimal digits. */
  public String toHex() {
    return HexFormat.of().formatHex(array, offset, offset + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** Byte by byte, as unsigned numbers; a prefix comes first. */
  @Override
  public int compareTo(Bytes that) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public String toString() {
    return length <= MAX_PRINTED ? toHex() : length + " bytes";
  }
}
