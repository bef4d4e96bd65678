package io.pawl.ratchet.simulation;

/** The kinds of steps that a run is made of. */
enum Move {
  OPEN(6, Needs.NOTHING),
  PASS_ALL(36, Needs.NOTHING),
  SEND(40, Needs.NOTHING),
  TAKE_TURN(12, Needs.NOTHING),
  DELIVER(16, Needs.NOTHING),
  PROCESS(16, Needs.NOTHING),
  READ(16, Needs.NOTHING),
  APPROVE(8, Needs.NOTHING),
  REKEY(4, Needs.NOTHING),
  BUMP(4, Needs.NOTHING),
  PROPOSE_TOGETHER(3, Needs.NOTHING),
  CLOSE(1, Needs.NOTHING),
  REOPEN_CLEANLY(3, Needs.NOTHING),
  ELAPSE(3, Needs.NOTHING),

  LOSE(4, Needs.FAULTS),
  DUPLICATE(4, Needs.FAULTS),
  DELAY(4, Needs.FAULTS),
  REORDER(8, Needs.FAULTS),
  LOSE_ACKNOWLEDGEMENT(3, Needs.FAULTS),
  DELIVER_LATE(6, Needs.FAULTS),
  CRASH_PEER(3, Needs.FAULTS),
  CRASH_PEER_AROUND_A_WRITE(3, Needs.FAULTS),
  CRASH_AGAIN_AND_AGAIN(2, Needs.FAULTS),
  LOSE_VAULT(1, Needs.FAULTS),
  COPY_VAULT(3, Needs.FAULTS),
  RESTORE_VAULT(1, Needs.FAULTS),
  CRASH_PROCESSOR(3, Needs.FAULTS),
  EQUIVOCATE(3, Needs.FAULTS),
  FEED_RECEIVER(2, Needs.FAULTS),

  SWALLOW(5, Needs.TREACHERY),
  OFFER_CARELESSLY(2, Needs.TREACHERY),
  ANSWER_CARELESSLY(3, Needs.TREACHERY),
  SEAL_CARELESSLY(1, Needs.TREACHERY),

  REPLAY(12, Needs.NOTHING),
  FORGE(8, Needs.NOTHING),
  INJECT(6, Needs.NOTHING);

  private enum Needs {
    NOTHING,
    FAULTS,
    TREACHERY
  }

  private final int weight;
  private final Needs needs;

  Move(int weight, Needs needs) {
    this.weight = weight;
    this.needs = needs;
  }

  /** How often it is drawn, relative to the others; 0 if the profile has no such step. */
  int weight(Profile profile) {
    return switch (needs) {
      case NOTHING -> weight;
      case FAULTS -> profile.faulty() ? weight : 0;
      case TREACHERY -> profile.treacherous() ? weight : 0;
    };
  }
}
