package io.pawl.ratchet.simulation;

/** Why a peer offers a REKEY that nobody asked it for. */
enum Cause {
  /** It has no keys of the current epoch, or cannot answer what is pending. */
  NO_KEYS,
  /** Its vault came back from a copy. */
  RESTORED,
  /** It would start too far above what the log shows. */
  TOO_FAR_AHEAD,
  /** The processor found its direction diverged. */
  DIVERGED,
  /** An envelope of its own came too late. */
  EXPIRED
}
