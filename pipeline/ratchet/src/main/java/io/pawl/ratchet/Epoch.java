package io.pawl.ratchet;

/** One epoch of a channel, as the pipeline holds it. */
final class Epoch {
  private final int number;
  private final Policy policy;
  private final long activatedAt;
  private final AdmissionKeys admission;

  /** Both directions' acceptance, one after the other. */
  private final long[] words;

  Epoch(int number, Policy policy, long activatedAt, AdmissionKeys admission) {
    this.number = number;
    this.policy = policy;
    this.activatedAt = activatedAt;
    this.admission = admission;
    this.words = new long[2 * Acceptance.words(policy)];
    Acceptance view = new Acceptance();
    for (Direction direction : Direction.values()) {
      view(view, direction).reset();
    }
  }

  int number() {
    return number;
  }

  Policy policy() {
    return policy;
  }

  /** Log offset of the record that activated it. */
  long activatedAt() {
    return activatedAt;
  }

  AdmissionKeys admission() {
    return admission;
  }

  /** Lets {@code view} show a direction of this epoch, and returns it. */
  Acceptance view(Acceptance view, Direction direction) {
    return view.over(words, direction.code() * Acceptance.words(policy), policy);
  }
}
