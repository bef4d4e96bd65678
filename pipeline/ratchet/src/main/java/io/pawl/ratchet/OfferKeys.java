package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/**
 * The private keys behind an offer, until it is answered, refused or replaced.
 *
 * @param x25519 the ephemeral scalar, 32 bytes
 * @param mlkemSeed the ML-KEM-768 seed d || z, 64 bytes; null for a BUMP
 */
public record OfferKeys(Secret x25519, @Nullable Secret mlkemSeed) {
  /** Overwrites both. */
  public void erase() {
    x25519.erase();
    if (mlkemSeed != null) {
      mlkemSeed.erase();
    }
  }
}
