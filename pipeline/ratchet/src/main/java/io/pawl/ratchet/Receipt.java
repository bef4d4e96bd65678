package io.pawl.ratchet;

/** What became of an envelope at its receiver. */
public sealed interface Receipt {
  /** It opened, and its position is used up. */
  final class Opened implements Receipt {
    private final Position position;
    private final byte[] payload;
    private final boolean slotAdvanced;

    Opened(Position position, byte[] payload, boolean slotAdvanced) {
      this.position = position;
      this.payload = payload;
      this.slotAdvanced = slotAdvanced;
    }

    /** Where the message stands in its direction. */
    public Position position() {
      return position;
    }

    /** The message itself, not a copy: the caller's own from now on. */
    public byte[] payload() {
      return payload;
    }

    /** Whether it began a new slot, so that an older slot's key is gone. */
    public boolean slotAdvanced() {
      return slotAdvanced;
    }

    /** Tells the length only: a payload must never reach a log. */
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
