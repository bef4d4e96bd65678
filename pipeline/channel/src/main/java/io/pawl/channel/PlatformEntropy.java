package io.pawl.channel;

import io.pawl.ratchet.Entropy;
import java.security.SecureRandom;

/** Random bytes from the platform's {@link SecureRandom}. Safe for use by many threads. */
public final class PlatformEntropy implements Entropy {
  private final SecureRandom random = new SecureRandom();

  @Override
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
