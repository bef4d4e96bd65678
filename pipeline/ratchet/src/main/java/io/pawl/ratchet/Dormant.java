package io.pawl.ratchet;

/**
 * A channel as a recovery found it, in whatever compact form: it stays so until the first record
 * that names it. Most channels of a recovered partition are silent for long.
 */
@FunctionalInterface
public interface Dormant {
  /** The channel's state, the same at every call. */
  Snapshot.Live wake();
}
