package io.pawl.ratchet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** From the shared secrets of a handshake to everything that an epoch needs. */
final class KeySchedule {
  private static final int LENGTH = 32;

  private KeySchedule() {}

  /**
   * The epoch secret, 32 bytes.
   *
   * @param salt the resumption secret for a BUMP, null otherwise
   * @param mlkemShared null for a BUMP
   */
  static Secret epochSecret(
      @Nullable Secret salt, @Nullable Secret mlkemShared, Secret x25519Shared, byte[] transcript) {
    byte[] key = salt == null ? new byte[LENGTH] : salt.bytes();
    byte[] prk =
        mlkemShared == null
            ? Hkdf.hmac(key, x25519Shared.bytes())
            : Hkdf.hmac(key, mlkemShared.bytes(), x25519Shared.bytes());
    byte[] secret = Hkdf.expand(prk, Octets.of("pawl/1 epoch").raw(transcript).toArray(), LENGTH);
    Arrays.fill(prk, (byte) 0);
    return Secret.owning(secret);
  }

  /** Derives the keys of an epoch and erases its secret. */
  static EpochKeys keys(Secret epochSecret) {
    byte[] secret = epochSecret.bytes();
    EpochKeys keys =
        new EpochKeys(
            SlotChain.at(0, derive(secret, Octets.of("pawl/1 chain").u8(0))),
            SlotChain.at(0, derive(secret, Octets.of("pawl/1 chain").u8(1))),
            derive(secret, Octets.of("pawl/1 admit").u8(0)),
            derive(secret, Octets.of("pawl/1 admit").u8(1)),
            derive(secret, Octets.of("pawl/1 resume")));
    epochSecret.erase();
    return keys;
  }

  /** The public digest of an epoch's two admission keys, 64 bytes. */
  static Bytes admitted(Secret admission) {
    return Bytes.wrap(Sha256.of(Octets.of("pawl/1 admitted").toArray(), admission.bytes()));
  }

  private static Secret derive(byte[] epochSecret, Octets info) {
    return Secret.owning(Hkdf.expand(epochSecret, info.toArray(), LENGTH));
  }
}
