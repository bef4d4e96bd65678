package io.pawl.ratchet;

import java.util.Arrays;

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

  /** Both admission keys, 64 bytes, as a grant carries them. */
  Secret admission() {
    byte[] both = Arrays.copyOf(initiatorAdmission.bytes(), Grant.PLAINTEXT_LENGTH);
    System.arraycopy(
        responderAdmission.bytes(), 0, both, AdmissionTag.KEY_LENGTH, AdmissionTag.KEY_LENGTH);
    return Secret.owning(both);
  }

  /** The digest of both admission keys that {@link Event.Activated} must carry, 32 bytes. */
  public Bytes admitted() {
    Secret both = admission();
    Bytes digest = KeySchedule.admitted(both);
    both.erase();
    return digest;
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
