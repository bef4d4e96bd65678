package io.pawl.ratchet;

import java.util.Set;

/** What is asked of an X25519 public key before it is used (RFC 7748, sections 5 and 6.1). */
final class AgreementPoint {
  static final int LENGTH = 32;

  /** The canonical encodings of the points whose order divides 8, on the curve or its twist. */
  private static final Set<Bytes> LOW_ORDER =
      Set.of(
          Bytes.fromHex("0000000000000000000000000000000000000000000000000000000000000000"),
          Bytes.fromHex("0100000000000000000000000000000000000000000000000000000000000000"),
          Bytes.fromHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
          Bytes.fromHex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
          Bytes.fromHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));

  private AgreementPoint() {}

  /** Whether these 32 little-endian bytes are below 2^255 - 19. */
  static boolean isCanonical(Bytes key) {
    int last = key.at(LENGTH - 1) & 0xff;
    if (last != 0x7f) {
      return last < 0x7f;
    }
    for (int i = LENGTH - 2; i > 0; i--) {
      if (key.at(i) != (byte) 0xff) {
        return true;
      }
    }
    return (key.at(0) & 0xff) < 0xed;
  }

  /** Whether whoever agrees with this canonical key would get zeros. */
  static boolean isLowOrder(Bytes key) {
    return LOW_ORDER.contains(key);
  }
}
