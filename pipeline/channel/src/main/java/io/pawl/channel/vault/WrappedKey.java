package io.pawl.channel.vault;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A vault's key, sealed under what opens the vault, as it stands in the file: {@code u8 form || u32
 * kibibytes || u32 passes || u32 lanes || salt[16] || sealed}; the costs are 0 for a key file.
 *
 * @param cost of a passphrase; null for a key file
 * @param salt 16 bytes
 * @param sealed the key under {@link BoundSeal}
 */
record WrappedKey(@Nullable Argon2Cost cost, Bytes salt, Bytes sealed) {
  private static final int SALT_LENGTH = 16;
  private static final int HEAD = 1 + 3 * Integer.BYTES + SALT_LENGTH;
  private static final int LENGTH = HEAD + BoundSeal.OVERHEAD + KeyFile.KEY_LENGTH;
  private static final byte BY_PASSPHRASE = 1;
  private static final byte BY_KEY_FILE = 2;

  /** Wraps {@code key}, which the caller keeps. */
  static WrappedKey wrap(Secret key, VaultUnlock unlock, Bytes vault, Entropy entropy) {
    Argon2Cost cost =
        switch (unlock) {
          case VaultUnlock.Passphrase _ -> Argon2Cost.DEFAULT;
          case VaultUnlock.InFile _ -> null;
        };
    byte[] salt = entropy.bytes(SALT_LENGTH);
    var seal = new BoundSeal(wrapping(unlock, cost, salt), vault, entropy);
    byte[] plain = key.toArray();
    byte[] sealed = seal.seal("vault", VaultFile.HEAD_ROW, "wrapped", plain);
    Arrays.fill(plain, (byte) 0);
    seal.erase();
    return new WrappedKey(cost, Bytes.wrap(salt), Bytes.wrap(sealed));
  }

  /** The vault's key; null if {@code unlock} does not open it. */
  @Nullable Secret unwrap(VaultUnlock unlock, Bytes vault, Entropy entropy) {
    boolean fits =
        switch (unlock) {
          case VaultUnlock.Passphrase _ -> cost != null;
          case VaultUnlock.InFile _ -> cost == null;
        };
    if (!fits) {
      return null;
    }
    var seal = new BoundSeal(wrapping(unlock, cost, salt.toArray()), vault, entropy);
    byte[] plain = seal.open("vault", VaultFile.HEAD_ROW, "wrapped", sealed);
    seal.erase();
    return plain == null ? null : Secret.owning(plain);
  }

  private static Secret wrapping(VaultUnlock unlock, @Nullable Argon2Cost cost, byte[] salt) {
    return switch (unlock) {
      case VaultUnlock.Passphrase(Secret text) ->
          (cost == null ? Argon2Cost.DEFAULT : cost).derive(text, salt);
      case VaultUnlock.InFile(var file) -> KeyFile.read(file);
    };
  }

  /** What opens it, in words. */
  String opener() {
    return cost == null ? "a key file" : "a passphrase";
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH)
        .put(cost == null ? BY_KEY_FILE : BY_PASSPHRASE)
        .putInt(cost == null ? 0 : cost.kibibytes())
        .putInt(cost == null ? 0 : cost.passes())
        .putInt(cost == null ? 0 : cost.lanes())
        .put(salt.toArray())
        .put(sealed.toArray())
        .array();
  }

  /** Null if these bytes are none, or ask for more than a hostile file may. */
  static @Nullable WrappedKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      return null;
    }
    var in = ByteBuffer.wrap(bytes);
    byte form = in.get();
    var named = new Argon2Cost(in.getInt(), in.getInt(), in.getInt());
    if (form != BY_KEY_FILE && (form != BY_PASSPHRASE || !named.isWithinLimits())) {
      return null;
    }
    byte[] salt = new byte[SALT_LENGTH];
    in.get(salt);
    byte[] sealed = new byte[in.remaining()];
    in.get(sealed);
    return new WrappedKey(form == BY_KEY_FILE ? null : named, Bytes.wrap(salt), Bytes.wrap(sealed));
  }
}
