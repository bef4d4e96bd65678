package io.pawl.ratchet;

import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/** ML-KEM-768 (FIPS 203). */
final class MlKem {
  /** Bytes of d || z. */
  static final int SEED_LENGTH = 64;

  /** Random bytes that an encapsulation takes. */
  static final int COINS_LENGTH = 32;

  static final int ENCAPSULATION_KEY_LENGTH = 1_184;
  static final int CIPHERTEXT_LENGTH = 1_088;

  private static final MLKEMParameters PARAMETERS = MLKEMParameters.ml_kem_768;
  private static final int MODULUS = 3_329;

  /** Bytes of an encapsulation key that hold 12-bit coefficients; a 32-byte seed follows. */
  private static final int COEFFICIENT_BYTES = 1_152;

  private MlKem() {}

  /**
   * A ciphertext and the secret in it.
   *
   * @param ciphertext 1,088 bytes
   * @param shared 32 bytes
   */
  record Encapsulation(Bytes ciphertext, Secret shared) {}

  /** Whether it has the length of an encapsulation key and passes the modulus check (7.2). */
  static boolean isEncapsulationKey(Bytes key) {
    if (key.length() != ENCAPSULATION_KEY_LENGTH) {
      return false;
    }
    for (int i = 0; i < COEFFICIENT_BYTES; i += 3) {
      int low = key.at(i) & 0xff;
      int middle = key.at(i + 1) & 0xff;
      int high = key.at(i + 2) & 0xff;
      if ((low | ((middle & 0xf) << 8)) >= MODULUS || ((middle >>> 4) | (high << 4)) >= MODULUS) {
        return false;
      }
    }
    return true;
  }

  /** The encapsulation key that belongs to a seed. */
  static Bytes encapsulationKey(Secret seed) {
    return Bytes.wrap(privateKey(seed).getPublicKey());
  }

  /**
   * Encapsulates to a key that passed the check.
   *
   * @param coins 32 random bytes, erased here
   */
  static Encapsulation encapsulate(Bytes key, Secret coins) {
    SecretWithEncapsulation result =
        MLKEMGenerator.internalGenerateEncapsulated(
            new MLKEMPublicKeyParameters(PARAMETERS, key.toArray()), coins.bytes());
    coins.erase();
    return new Encapsulation(
        Bytes.wrap(result.getEncapsulation()), Secret.owning(result.getSecret()));
  }

  /**
   * The shared secret of a ciphertext; of one that was not made for this key, an unrelated secret.
   *
   * @throws IllegalArgumentException if the ciphertext or the seed is of another length
   */
  static Secret decapsulate(Secret seed, Bytes ciphertext) {
    if (ciphertext.length() != CIPHERTEXT_LENGTH) {
      throw new IllegalArgumentException(
          "an ML-KEM-768 ciphertext has 1,088 bytes, not " + ciphertext.length());
    }
    MLKEMPrivateKeyParameters key = privateKey(seed);
    try {
      return Secret.owning(new MLKEMExtractor(key).extractSecret(ciphertext.toArray()));
    } finally {
      key.destroy();
    }
  }

  private static MLKEMPrivateKeyParameters privateKey(Secret seed) {
    if (seed.length() != SEED_LENGTH) {
      throw new IllegalArgumentException("an ML-KEM-768 seed has 64 bytes, not " + seed.length());
    }
    return new MLKEMPrivateKeyParameters(PARAMETERS, seed.bytes());
  }
}
