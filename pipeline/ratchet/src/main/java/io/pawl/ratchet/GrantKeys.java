package io.pawl.ratchet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processors' X25519 private keys, by key id, so that they can be rotated: opens grants, and
 * seals the admission keys that descriptors carry.
 *
 * <p>Thread-safe: the lanes of a processor share one.
 */
public final class GrantKeys {
  /** Bytes of a key id. */
  public static final int ID_LENGTH = 4;

  /** Bytes of sealed admission keys: key id, nonce, ciphertext with tag. */
  public static final int SEALED_LENGTH =
      ID_LENGTH + AesGcm.NONCE_LENGTH + Grant.PLAINTEXT_LENGTH + AesGcm.TAG_LENGTH;

  private final Map<Bytes, AgreementKey> byId = new HashMap<>();

  private GrantKeys(List<AgreementKey> keys) {
    for (AgreementKey key : keys) {
      byId.put(idOf(key.publicKey()), key);
    }
  }

  /** These keys, which it takes over: every one that a record of the log still names. */
  public static GrantKeys of(List<AgreementKey> keys) {
    return new GrantKeys(keys);
  }

  /** The id of a processors' public key: the first 4 bytes of its SHA-256. */
  public static Bytes idOf(Bytes publicKey) {
    return Bytes.view(Sha256.of(publicKey.toArray()), 0, ID_LENGTH);
  }

  /** Both admission keys of a grant, 64 bytes; null if it names no key of ours or does not open. */
  @Nullable Secret open(ChannelId channel, int epoch, Bytes grant) {
    AgreementKey key = byId.get(Bytes.view(grant.array(), grant.offset(), ID_LENGTH));
    return key == null ? null : Grant.open(channel, epoch, key, grant.toArray());
  }

  /**
   * Seals both admission keys for a descriptor, under the key that their grant named. The nonce is
   * a function of all that is sealed, so equal states give equal descriptors and no nonce serves
   * two plaintexts.
   *
   * @return {@link #SEALED_LENGTH} bytes
   */
  Bytes seal(ChannelId channel, int epoch, Bytes keyId, Secret admission) {
    byte[] associated = associated(channel, epoch, keyId);
    Secret nonceKey = derive(keyId, "pawl/1 descriptor nonce");
    byte[] nonce =
        Arrays.copyOf(
            Hkdf.hmac(nonceKey.bytes(), associated, admission.bytes()), AesGcm.NONCE_LENGTH);
    nonceKey.erase();
    Secret key = derive(keyId, "pawl/1 descriptor key");
    // Ciphers of their own: lanes share these keys, and a cipher in use again refuses a nonce that
    // it has just had, as the same descriptor sealed twice would ask of it.
    byte[] ciphertext = new AesGcm().seal(key.bytes(), 0, nonce, admission.bytes(), associated);
    key.erase();
    return Bytes.wrap(Octets.of("").raw(keyId).raw(nonce).raw(ciphertext).toArray());
  }

  /**
   * Opens what {@link #seal} sealed.
   *
   * @throws IllegalStateException if the processors' key is not here, or the bytes are not what was
   *     sealed for that channel and epoch
   */
  Secret unseal(ChannelId channel, int epoch, Bytes sealed) {
    if (sealed.length() != SEALED_LENGTH) {
      throw new IllegalStateException("sealed admission keys have another length");
    }
    Bytes keyId = Bytes.view(sealed.array(), sealed.offset(), ID_LENGTH);
    int nonceAt = sealed.offset() + ID_LENGTH;
    int ciphertextAt = nonceAt + AesGcm.NONCE_LENGTH;
    Secret key = derive(keyId, "pawl/1 descriptor key");
    byte[] admission =
        new AesGcm()
            .open(
                key.bytes(),
                0,
                Arrays.copyOfRange(sealed.array(), nonceAt, ciphertextAt),
                Bytes.view(
                    sealed.array(), ciphertextAt, Grant.PLAINTEXT_LENGTH + AesGcm.TAG_LENGTH),
                associated(channel, epoch, keyId));
    key.erase();
    if (admission == null) {
      throw new IllegalStateException(
          "the admission keys of channel " + channel + " do not unseal");
    }
    return Secret.owning(admission);
  }

  private Secret derive(Bytes keyId, String label) {
    AgreementKey key = byId.get(keyId);
    if (key == null) {
      throw new IllegalStateException("no processors' key with id " + keyId.toHex());
    }
    byte[] prk = Hkdf.hmac(new byte[32], key.scalar().bytes());
    Secret derived = Secret.owning(Hkdf.expand(prk, Octets.of(label).toArray(), 32));
    Arrays.fill(prk, (byte) 0);
    return derived;
  }

  private static byte[] associated(ChannelId channel, int epoch, Bytes keyId) {
    return Octets.of("").raw(keyId).channel(channel).u32(epoch).toArray();
  }
}
