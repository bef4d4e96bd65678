package io.pawl.ratchet;

/**
 * The one-way chain of one direction of an epoch, standing at a slot. It walks forward only and
 * erases behind itself: that is the forward secrecy.
 */
public final class SlotChain {
  static final int SECRET_LENGTH = 32;

  private long slot;
  private Secret secret;

  private SlotChain(long slot, Secret secret) {
    this.slot = slot;
    this.secret = secret;
  }

  /**
   * A chain that stands at {@code slot}; it takes {@code secret} over.
   *
   * @throws IllegalArgumentException if the secret has not 32 bytes
   */
  public static SlotChain at(long slot, Secret secret) {
    if (secret.length() != SECRET_LENGTH) {
      throw new IllegalArgumentException("a chain secret has 32 bytes, not " + secret.length());
    }
    return new SlotChain(slot, secret);
  }

  /** The slot it stands at. */
  public long slot() {
    return slot;
  }

  /** The chain secret of that slot, for a vault: whoever has it has every later slot too. */
  public Secret secret() {
    return secret;
  }

  /** The key of the slot it stands at. */
  public SlotKey key() {
    byte[] chain = secret.bytes();
    byte[] material =
        Hkdf.expand(
            chain,
            Octets.of("pawl/1 slot").u64(slot).toArray(),
            SlotKey.KEY_LENGTH + SlotKey.SALT_LENGTH);
    byte[] keyId = Hkdf.expand(chain, Octets.of("pawl/1 kid").u64(slot).toArray(), 8);
    return new SlotKey(slot, Secret.owning(material), Bytes.wrap(keyId));
  }

  /** Steps to the next slot and erases the secret of this one. */
  public void advance() {
    byte[] next =
        Hkdf.expand(secret.bytes(), Octets.of("pawl/1 next").u64(slot).toArray(), SECRET_LENGTH);
    secret.erase();
    secret = Secret.owning(next);
    slot++;
  }

  /** A second chain at the same slot, which walks and is erased on its own. */
  public SlotChain copy() {
    return new SlotChain(slot, secret.copy());
  }

  /** Overwrites the secret. */
  public void erase() {
    secret.erase();
  }

  @Override
  public String toString() {
    return "SlotChain[slot=" + slot + "]";
  }
}
