package io.pawl.ratchet;

/** Why an epoch is offered; higher ordinals outrank lower ones. */
public enum Reason {
  /** Due, or asked for. */
  ROUTINE,
  /** Something does not add up; the old epoch gets no overlap. */
  SUSPICIOUS,
  /** A key is known to be lost; the old epoch gets no overlap. */
  COMPROMISE;

  /** The number in signed bytes. */
  public int code() {
    return ordinal();
  }
}
