package io.pawl.ratchet;

import java.util.SplittableRandom;

/** Entropy from a seed, and what tests make of it. */
final class Seeded implements Entropy {
  private final SplittableRandom random;

  Seeded(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  SigningKey signingKey() {
    return SigningKey.fromSeed(Secret.owning(bytes(32)));
  }

  AgreementKey agreementKey() {
    return AgreementKey.of(Secret.owning(bytes(32)));
  }
}
