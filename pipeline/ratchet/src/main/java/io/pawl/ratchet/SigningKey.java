package io.pawl.ratchet;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 private key (RFC 8032): a peer's identity, or an approver's. */
public final class SigningKey {
  private final Secret seed;
  private final Bytes publicKey;

  private SigningKey(Secret seed) {
    this.seed = seed;
    byte[] encoded = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed.bytes(), 0, encoded, 0);
    this.publicKey = Bytes.wrap(encoded);
  }

  /**
   * The key of a seed, which it takes over.
   *
   * @param seed 32 bytes
   * @throws IllegalArgumentException if it has another length
   */
  public static SigningKey fromSeed(Secret seed) {
    if (seed.length() != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length());
    }
    return new SigningKey(seed);
  }

  /** The public key, 32 bytes: the name under which others know this peer or approver. */
  public Bytes publicKey() {
    return publicKey;
  }

  /** Signs {@code message}; deterministic, 64 bytes. */
  public Bytes sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(
        seed.bytes(),
        0,
        publicKey.array(),
        publicKey.offset(),
        message,
        0,
        message.length,
        signature,
        0);
    return Bytes.wrap(signature);
  }

  /** Overwrites the seed; the key signs nothing any more. */
  public void erase() {
    seed.erase();
  }

  @Override
  public String toString() {
    return "SigningKey[" + publicKey + "]";
  }
}
