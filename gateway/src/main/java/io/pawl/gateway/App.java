package io.pawl.gateway;

import io.pawl.ratchet.Bytes;
import java.time.Instant;

/**
 * An app that was registered.
 *
 * @param id 32 hexadecimal digits; the issuer of its tokens
 * @param name for people
 * @param publicKey Ed25519, 32 bytes: its tokens are signed with it
 * @param identity Ed25519, 32 bytes: its peer in the log; with custody {@code SELF}, {@code
 *     publicKey}
 * @param custody who keeps its channels' keys
 * @param createdAt when it was registered
 */
public record App(
    String id, String name, Bytes publicKey, Bytes identity, Custody custody, Instant createdAt) {
  /** Bytes of either key. */
  public static final int KEY_LENGTH = 32;

  /** Characters of the longest name. */
  public static final int MAX_NAME = 100;
}
