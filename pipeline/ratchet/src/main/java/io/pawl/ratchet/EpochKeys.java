package io.pawl.ratchet;

/**
 * All that a peer derives from one epoch secret.
 *
 * @param initiatorChain the slot chain of direction 0
 * @param responderChain the slot chain of direction 1
 * @param initiatorAdmission the admission key of direction 0, 32 bytes
 * @param responderAdmission the admission key of direction 1, 32 bytes
 * @param resumption what the next BUMP mixes in, 32 bytes
 */
public record EpochKeys(
    SlotChain initiatorChain,
    SlotChain responderChain,
    Secret initiatorAdmission,
    Secret responderAdmission,
    Secret resumption) {

  /** The slot chain of a direction; one object, which its sender or receiver takes over. */
  public SlotChain chain(Direction direction) {
    return direction == Direction.INITIATOR ? initiatorChain : responderChain;
  }

  /** The admission key of a direction, 32 bytes. */
  public Secret admission(Direction direction) {
    return direction == Direction.INITIATOR ? initiatorAdmission : responderAdmission;
  }

  /** The digest of both admission keys that {@link Event.Activated} must carry, 32 bytes. */
  public Bytes admitted() {
    return KeySchedule.admitted(initiatorAdmission.bytes(), responderAdmission.bytes());
  }

  /** Overwrites all of them. */
  public void erase() {
    initiatorChain.erase();
    responderChain.erase();
    initiatorAdmission.erase();
    responderAdmission.erase();
    resumption.erase();
  }
}
