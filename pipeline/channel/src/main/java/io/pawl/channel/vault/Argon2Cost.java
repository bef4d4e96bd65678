package io.pawl.channel.vault;

import io.pawl.ratchet.Secret;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * What one guess of a passphrase costs, with Argon2id (RFC 9106).
 *
 * @param kibibytes of memory, {@code 8 * lanes} to 1,048,576
 * @param passes over it, 1 to 64
 * @param lanes 1 to 16
 */
record Argon2Cost(int kibibytes, int passes, int lanes) {
  /** RFC 9106, section 4, the second recommended option; half a second on one core. */
  static final Argon2Cost DEFAULT = new Argon2Cost(64 << 10, 3, 4);

  /** A hostile file may name any cost: so much memory and time is the most that it gets. */
  private static final int MAX_KIBIBYTES = 1 << 20;

  private static final int MAX_PASSES = 64;
  private static final int MAX_LANES = 16;

  boolean isWithinLimits() {
    return lanes >= 1
        && lanes <= MAX_LANES
        && passes >= 1
        && passes <= MAX_PASSES
        && kibibytes >= 8 * lanes
        && kibibytes <= MAX_KIBIBYTES;
  }

  /** The key of a passphrase, 32 bytes. */
  Secret derive(Secret passphrase, byte[] salt) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(kibibytes)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] text = passphrase.toArray();
    byte[] key = new byte[KeyFile.KEY_LENGTH];
    generator.generateBytes(text, key);
    Arrays.fill(text, (byte) 0);
    return Secret.owning(key);
  }
}
