package io.pawl.ratchet.simulation;

/** Which kinds of faults a run has: what one alone can do shows only without the others. */
enum Profile {
  /** Nothing fails, and an adversary writes to the log. */
  ADVERSARY_ALONE(false, false),
  /** The network and the nodes fail as the protocol expects of them. */
  FAULTS(true, false),
  /** Acknowledged records get lost and peers are careless, too. */
  TREACHERY(true, true);

  private final boolean faulty;
  private final boolean treacherous;

  Profile(boolean faulty, boolean treacherous) {
    this.faulty = faulty;
    this.treacherous = treacherous;
  }

  boolean faulty() {
    return faulty;
  }

  boolean treacherous() {
    return treacherous;
  }
}
