package io.pawl.ratchet;

/** Who sends: each direction of a channel has its own slot ratchet. */
public enum Direction {
  /** From the initiator to the responder; 0 on the wire. */
  INITIATOR(0),
  /** From the responder to the initiator; 1 on the wire. */
  RESPONDER(1);

  private final int code;

  Direction(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The other direction. */
  public Direction opposite() {
    return this == INITIATOR ? RESPONDER : INITIATOR;
  }

  /**
   * The direction with that number on the wire.
   *
   * @throws IllegalArgumentException if it is neither 0 nor 1
   */
  public static Direction of(int code) {
    return switch (code) {
      case 0 -> INITIATOR;
      case 1 -> RESPONDER;
      default -> throw new IllegalArgumentException("no direction " + code);
    };
  }
}
