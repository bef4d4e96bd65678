package io.pawl.ratchet;

/** How an epoch begins. */
public enum Kind {
  /** The first epoch of a channel. */
  OPEN(1),
  /** A new key version, full strength, that mixes in nothing old. */
  REKEY(2),
  /** The idle refresh: X25519 only, mixes the last epoch's resumption secret in. */
  BUMP(3);

  private final int code;

  Kind(int code) {
    this.code = code;
  }

  /** The number in signed bytes. */
  public int code() {
    return code;
  }

  /**
   * The bit that asks for approvals in {@link Policy#approvalKinds()}, for a routine transition.
   */
  public int approvalBit() {
    return 1 << (code - 1);
  }
}
