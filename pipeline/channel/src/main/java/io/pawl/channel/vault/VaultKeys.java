package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What opens a vault, looked at and changed by its operator while nobody uses the vault. All of it
 * happens in one transaction or not at all.
 */
public final class VaultKeys {
  private static final int KEY_LENGTH = 32;

  private VaultKeys() {}

  /**
   * What a look at a vault finds.
   *
   * @param identity the peer's Ed25519 public key, 32 bytes
   * @param channels that are kept
   * @param mark that the one outside must not be before or far behind
   * @param incomplete whether channels of this identity may be missing
   */
  public record Found(Bytes identity, int channels, long mark, boolean incomplete) {}

  /**
   * Opens a vault and every drawer of it, and changes nothing.
   *
   * @throws VaultFailure as {@link SqliteVault#open}
   */
  public static Found check(Path file, VaultUnlock unlock, Entropy entropy) {
    try (VaultFile opened = VaultFile.open(file, VaultFile.MAX_PAGES)) {
      Drawers drawers = drawers(opened, unlock, entropy);
      try {
        return found(drawers.head());
      } finally {
        drawers.erase();
      }
    }
  }

  /**
   * Writes the identity into a new file that only its owner can read, see {@link IdentityFile}: for
   * {@link SqliteVault#create(Path, Path, VaultUnlock, Secret, Entropy)}, should the vault be lost.
   * Changes nothing else.
   *
   * @throws VaultFailure as {@link SqliteVault#open}, and {@code EXISTS}
   */
  public static Found copyIdentity(Path file, VaultUnlock unlock, Path copy, Entropy entropy) {
    try (VaultFile opened = VaultFile.open(file, VaultFile.MAX_PAGES)) {
      Drawers drawers = drawers(opened, unlock, entropy);
      try {
        IdentityFile.create(copy, drawers.head().identity());
        return found(drawers.head());
      } finally {
        drawers.erase();
      }
    }
  }

  private static Found found(VaultHead head) {
    SigningKey identity = SigningKey.fromSeed(head.identity().copy());
    identity.erase();
    return new Found(identity.publicKey(), (int) head.count(), head.mark(), head.incomplete());
  }

  /**
   * Lets {@code after} open the vault, and {@code before} no more. A copy of the file from before
   * still opens with {@code before}.
   *
   * @throws VaultFailure as {@link SqliteVault#open}
   */
  public static void change(Path file, VaultUnlock before, VaultUnlock after, Entropy entropy) {
    try (VaultFile opened = VaultFile.open(file, VaultFile.MAX_PAGES)) {
      Bytes name = Bytes.wrap(opened.name());
      Secret key = unlock(opened, before, entropy);
      try {
        byte[] wrapped = WrappedKey.wrap(key, after, name, entropy).toBytes();
        inTransaction(opened, () -> opened.rewrap(wrapped));
      } finally {
        key.erase();
      }
    }
  }

  /**
   * As {@link #change}, and seals everything anew under a new key of the vault: for when {@code
   * before} is known to somebody who may have a copy of the file. What he has stays open to him;
   * what the vault keeps from now on is not.
   *
   * @throws VaultFailure as {@link SqliteVault#open}
   */
  public static void changeAndReseal(
      Path file, VaultUnlock before, VaultUnlock after, Entropy entropy) {
    try (VaultFile opened = VaultFile.open(file, VaultFile.MAX_PAGES)) {
      Bytes name = Bytes.wrap(opened.name());
      Drawers drawers = drawers(opened, before, entropy);
      try {
        Secret key = Secret.owning(entropy.bytes(KEY_LENGTH));
        byte[] wrapped = WrappedKey.wrap(key, after, name, entropy).toBytes();
        inTransaction(
            opened,
            () -> {
              opened.rewrap(wrapped);
              drawers.reseal(key);
            });
      } finally {
        drawers.erase();
      }
    }
  }

  private static Drawers drawers(VaultFile file, VaultUnlock unlock, Entropy entropy) {
    return Drawers.open(file, unlock(file, unlock, entropy), Bytes.wrap(file.name()), entropy);
  }

  private static void inTransaction(VaultFile file, Runnable change) {
    file.begin();
    try {
      change.run();
      file.commit();
    } catch (VaultFailure e) {
      file.rollBack();
      throw e;
    }
  }

  /** The vault's key. */
  static Secret unlock(VaultFile file, VaultUnlock unlock, Entropy entropy) {
    WrappedKey wrapped = WrappedKey.of(file.wrapped());
    if (wrapped == null) {
      throw VaultFailure.corrupt(file.path(), "its head is not one", null);
    }
    @Nullable Secret key = wrapped.unwrap(unlock, Bytes.wrap(file.name()), entropy);
    if (key == null) {
      String tried =
          switch (unlock) {
            case VaultUnlock.Passphrase _ -> "this passphrase";
            case VaultUnlock.InFile(Path keyFile) -> keyFile.toString();
          };
      throw new VaultFailure(
          Reason.WRONG_KEY,
          "%s does not open the vault %s, which is opened by %s"
              .formatted(tried, file.path(), wrapped.opener()));
    }
    return key;
  }
}
