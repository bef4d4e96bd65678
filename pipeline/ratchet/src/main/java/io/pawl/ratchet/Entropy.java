package io.pawl.ratchet;

/**
 * Where random bytes come from: the shell passes a {@code SecureRandom}, a test a seed. Nothing in
 * this package draws random numbers by itself.
 */
@FunctionalInterface
public interface Entropy {
  /** A fresh array of {@code count} uniformly random bytes, which the caller then owns. */
  byte[] bytes(int count);
}
