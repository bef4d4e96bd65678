package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/**
 * Both admission keys of an epoch. Restored ones stay sealed until the first envelope needs them:
 * most channels of a recovered partition are silent.
 */
final class AdmissionKeys {
  private final Bytes keyId;
  private @Nullable Bytes sealed;
  private @Nullable Secret open;

  private AdmissionKeys(Bytes keyId, @Nullable Bytes sealed, @Nullable Secret open) {
    this.keyId = keyId;
    this.sealed = sealed;
    this.open = open;
  }

  /** The keys of a grant that named the processors' key {@code keyId}. */
  static AdmissionKeys granted(Bytes keyId, Secret open) {
    return new AdmissionKeys(keyId, null, open);
  }

  /** Keys as a descriptor carries them. */
  static AdmissionKeys sealed(Bytes sealed) {
    return new AdmissionKeys(
        Bytes.view(sealed.array(), sealed.offset(), GrantKeys.ID_LENGTH), sealed, null);
  }

  /** Both keys, 64 bytes, direction 0 first. */
  Secret open(GrantKeys keys, ChannelId channel, int epoch) {
    Secret opened = open;
    if (opened == null && sealed != null) {
      opened = keys.unseal(channel, epoch, sealed);
      open = opened;
      sealed = null;
    }
    if (opened == null) {
      throw new IllegalStateException("the admission keys were erased");
    }
    return opened;
  }

  /** The keys as a descriptor carries them; the same bytes whether they were opened or not. */
  Bytes seal(GrantKeys keys, ChannelId channel, int epoch) {
    return sealed != null ? sealed : keys.seal(channel, epoch, keyId, open(keys, channel, epoch));
  }

  void erase() {
    sealed = null;
    if (open != null) {
      open.erase();
      open = null;
    }
  }
}
