package io.pawl.ratchet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One epoch of a channel, as the pipeline holds it: its policy and both admission keys. Restored
 * keys stay sealed until the first envelope needs them: most channels of a recovered partition are
 * silent.
 */
final class Epoch {
  private final Policy policy;

  /** Names the processors' key that the grant was made for: {@link GrantKeys#ID_LENGTH} bytes. */
  private final int keyId;

  /** Both admission keys as a descriptor carries them; null once they were opened. */
  private @Nullable Bytes sealed;

  /** Both admission keys, direction 0 first; null until they are opened. */
  private @Nullable Secret open;

  private Epoch(Policy policy, Bytes keyId, @Nullable Bytes sealed, @Nullable Secret open) {
    this.policy = policy;
    this.keyId = ByteBuffer.wrap(keyId.array(), keyId.offset(), GrantKeys.ID_LENGTH).getInt();
    this.sealed = sealed;
    this.open = open;
  }

  /**
   * An epoch whose keys came in a grant.
   *
   * @param grant which begins with the id of the processors' key
   * @param admission what the grant held
   */
  static Epoch granted(Policy policy, Bytes grant, Secret admission) {
    return new Epoch(policy, grant, null, admission);
  }

  /** An epoch whose keys came in a descriptor. */
  static Epoch sealed(Policy policy, Bytes sealed) {
    return new Epoch(policy, sealed, sealed, null);
  }

  Policy policy() {
    return policy;
  }

  /**
   * Both keys, 64 bytes, direction 0 first.
   *
   * @param number of this epoch
   * @throws IllegalStateException if they were erased, or the processors' key is not here
   */
  Secret open(GrantKeys keys, ChannelId channel, int number) {
    Secret opened = open;
    if (opened == null) {
      if (sealed == null) {
        throw new IllegalStateException("the admission keys were erased");
      }
      opened = keys.unseal(channel, number, sealed);
      open = opened;
      sealed = null;
    }
    return opened;
  }

  /** The keys as a descriptor carries them; the same bytes whether they were opened or not. */
  Bytes seal(GrantKeys keys, ChannelId channel, int number) {
    return sealed != null
        ? sealed
        : keys.seal(channel, number, keyId(), open(keys, channel, number));
  }

  private Bytes keyId() {
    return Bytes.wrap(ByteBuffer.allocate(GrantKeys.ID_LENGTH).putInt(keyId).array());
  }

  /** Ends it. */
  void erase() {
    sealed = null;
    if (open != null) {
      open.erase();
      open = null;
    }
  }
}
