package io.pawl.ratchet;

import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 private key (RFC 7748). */
public final class AgreementKey {
  private final Secret scalar;
  private final Bytes publicKey;

  private AgreementKey(Secret scalar) {
    this.scalar = scalar;
    byte[] encoded = new byte[X25519.POINT_SIZE];
    X25519.generatePublicKey(scalar.bytes(), 0, encoded, 0);
    this.publicKey = Bytes.wrap(encoded);
  }

  /**
   * The key of a scalar, which it takes over.
   *
   * @param scalar any 32 bytes; clamped where they are used
   * @throws IllegalArgumentException if it has another length
   */
  public static AgreementKey of(Secret scalar) {
    if (scalar.length() != X25519.SCALAR_SIZE) {
      throw new IllegalArgumentException("an X25519 key has 32 bytes, not " + scalar.length());
    }
    return new AgreementKey(scalar);
  }

  /** The public key, 32 bytes. */
  public Bytes publicKey() {
    return publicKey;
  }

  /** The private key itself, for whoever stores it. */
  Secret scalar() {
    return scalar;
  }

  /**
   * The secret shared with the holder of {@code peer}, 32 bytes.
   *
   * @throws IllegalArgumentException if {@code peer} is of small order: the secret would be zeros
   */
  Secret agree(Bytes peer) {
    byte[] shared = new byte[X25519.POINT_SIZE];
    if (!X25519.calculateAgreement(scalar.bytes(), 0, peer.array(), peer.offset(), shared, 0)) {
      throw new IllegalArgumentException("the X25519 key is of small order");
    }
    return Secret.owning(shared);
  }

  /** Overwrites the scalar; the key agrees with nobody any more. */
  public void erase() {
    scalar.erase();
  }

  @Override
  public String toString() {
    return "AgreementKey[" + publicKey + "]";
  }
}
