package io.pawl.ratchet;

/** Why an epoch is offered; higher codes outrank lower ones. */
public enum Reason {
  /** Due, or asked for. */
  ROUTINE(0),
  /** Something does not add up; the old epoch gets no overlap. */
  SUSPICIOUS(1),
  /** A key is known to be lost; the old epoch gets no overlap. */
  COMPROMISE(2);

  private final int code;

  Reason(int code) {
    this.code = code;
  }

  /** The number in signed bytes. */
  public int code() {
    return code;
  }
}
