package io.pawl.ratchet;

/**
 * What seals one slot of a direction.
 *
 * @param slot from 0
 * @param material the AES-256 key (32 bytes) and the nonce salt (12 bytes)
 * @param keyId names the key where operators look; 8 bytes, no secret
 */
public record SlotKey(long slot, Secret material, Bytes keyId) {
  static final int KEY_LENGTH = 32;
  static final int SALT_LENGTH = 12;

  /** The same key, erased on its own. */
  SlotKey copy() {
    return new SlotKey(slot, material.copy(), keyId);
  }

  /** Overwrites the key. */
  public void erase() {
    material.erase();
  }
}
