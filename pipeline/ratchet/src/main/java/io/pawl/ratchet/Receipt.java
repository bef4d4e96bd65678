package io.pawl.ratchet;

/** What became of an envelope at its receiver. */
public sealed interface Receipt {
  /**
   * It opened, and its position is used up.
   *
   * @param payload the caller's own
   * @param slotAdvanced whether it began a new slot
   */
  record Opened(Position position, byte[] payload, boolean slotAdvanced) implements Receipt {
    @Override
    public String toString() {
      return "Opened[" + position + ", " + payload.length + " bytes]";
    }
  }

  /** The direction's acceptance refused it; only a divergence moved anything. */
  record Refused(Refusal refusal) implements Receipt {}

  /** Its AEAD or its padding does not verify; nothing moved. */
  record NotAuthentic() implements Receipt {}
}
