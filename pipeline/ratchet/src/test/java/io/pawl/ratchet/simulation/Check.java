package io.pawl.ratchet.simulation;

import java.util.function.Supplier;

/** What must hold after every event. */
enum Check {
  POSITION_ONCE("no position is accepted twice"),
  NOTHING_FORGED("nothing forged is accepted"),
  DUE_IS_ACCEPTED("what arrives authentic, first and in reach is accepted, and nothing else"),
  ORDER_DECIDES("the first valid offer, answer and approvals count, and nothing else does"),
  NONCE_ONCE("no (key, nonce) seals two plaintexts"),
  KEYS_END("no key outlives its slot's or its epoch's overlap"),
  EPOCHS_AGREE("both peers and the processor agree on the epoch at equal log positions"),
  RECOVERY_IS_EXACT("the recovered state equals the uninterrupted one"),
  ADVERSARY_MOVES_NOTHING("adversary records alone diverge no direction and cause no REKEY"),
  THROTTLED("no more epochs are activated than the throttles allow"),
  ACCEPTED_OPENS("what the processor accepted opens at the peer that has the keys"),
  HEALS("once the faults stop, messages pass both ways");

  private final String claim;

  Check(String claim) {
    this.claim = claim;
  }

  String claim() {
    return claim;
  }

  /** Fails with {@code what} unless {@code holds}. */
  void that(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw new Violation(this, what.get());
    }
  }
}
