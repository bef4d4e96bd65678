package io.pawl.ratchet;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 verification as RFC 8032, section 5.1.7, writes it, at its strictest: the cofactored
 * equation, S below the group order, canonical A and R, A not of small order. So every reader of
 * the log decides alike.
 */
final class Ed25519Verifier {
  private Ed25519Verifier() {}

  /** Whether {@code signature} over {@code message} is by the holder of {@code publicKey}. */
  static boolean verifies(Bytes publicKey, byte[] message, Bytes signature) {
    if (publicKey.length() != Ed25519.PUBLIC_KEY_SIZE
        || signature.length() != Ed25519.SIGNATURE_SIZE) {
      return false;
    }
    return Ed25519.verify(
        signature.array(),
        signature.offset(),
        publicKey.array(),
        publicKey.offset(),
        message,
        0,
        message.length);
  }
}
