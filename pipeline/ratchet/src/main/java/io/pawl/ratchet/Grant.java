package io.pawl.ratchet;

import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * An epoch's admission keys under HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, AES-256-GCM: only the processors read them.
 */
final class Grant {
  static final int ENCAPSULATION_LENGTH = 32;

  /** Both admission keys. */
  static final int PLAINTEXT_LENGTH = 64;

  static final int LENGTH =
      GrantKeys.ID_LENGTH + ENCAPSULATION_LENGTH + PLAINTEXT_LENGTH + AesGcm.TAG_LENGTH;

  private Grant() {}

  /**
   * Seals both admission keys, 64 bytes, to the processors.
   *
   * @param processors their X25519 public key
   * @param ephemeral 32 random bytes, erased here
   */
  static Bytes seal(
      ChannelId channel, int epoch, Secret admission, Bytes processors, Secret ephemeral) {
    var sender = new X25519PrivateKeyParameters(ephemeral.bytes(), 0);
    HPKEContextWithEncapsulation context =
        suite()
            .setupBaseS(
                new X25519PublicKeyParameters(processors.array(), processors.offset()),
                info(),
                new AsymmetricCipherKeyPair(sender.generatePublicKey(), sender));
    ephemeral.erase();
    try {
      byte[] ciphertext = context.seal(associated(channel, epoch), admission.bytes());
      byte[] grant = Arrays.copyOf(GrantKeys.idOf(processors).toArray(), LENGTH);
      System.arraycopy(
          context.getEncapsulation(), 0, grant, GrantKeys.ID_LENGTH, ENCAPSULATION_LENGTH);
      System.arraycopy(
          ciphertext, 0, grant, GrantKeys.ID_LENGTH + ENCAPSULATION_LENGTH, ciphertext.length);
      return Bytes.wrap(grant);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("HPKE cannot seal", e);
    }
  }

  /** Both admission keys; null if the grant does not open under {@code key}. */
  static @Nullable Secret open(ChannelId channel, int epoch, AgreementKey key, byte[] grant) {
    int at = GrantKeys.ID_LENGTH;
    byte[] encapsulation = Arrays.copyOfRange(grant, at, at + ENCAPSULATION_LENGTH);
    byte[] ciphertext = Arrays.copyOfRange(grant, at + ENCAPSULATION_LENGTH, grant.length);
    var receiver = new X25519PrivateKeyParameters(key.scalar().bytes(), 0);
    try {
      byte[] keys =
          suite()
              .setupBaseR(
                  encapsulation,
                  new AsymmetricCipherKeyPair(receiver.generatePublicKey(), receiver),
                  info())
              .open(associated(channel, epoch), ciphertext);
      return keys.length == PLAINTEXT_LENGTH ? Secret.owning(keys) : null;
    } catch (InvalidCipherTextException e) {
      return null;
    } catch (IllegalStateException | IllegalArgumentException e) {
      // BouncyCastle's word for an encapsulation of small order.
      return null;
    }
  }

  /** BouncyCastle's suites keep state while they work, so that threads cannot share one. */
  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  private static byte[] info() {
    return Octets.of("pawl/1 grant").toArray();
  }

  private static byte[] associated(ChannelId channel, int epoch) {
    return Octets.of("").channel(channel).u32(epoch).toArray();
  }
}
