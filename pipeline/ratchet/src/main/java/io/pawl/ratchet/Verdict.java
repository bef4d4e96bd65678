package io.pawl.ratchet;

/** What became of one record of the log. */
public sealed interface Verdict {
  /**
   * It counts.
   *
   * @param slotAdvanced whether an envelope began a new slot of its direction
   */
  record Accepted(boolean slotAdvanced) implements Verdict {
    static final Accepted IN_SLOT = new Accepted(false);
    static final Accepted NEW_SLOT = new Accepted(true);
  }

  /**
   * It does not count.
   *
   * @param refusal the code
   * @param action what the code asks of the sender here
   */
  record Refused(Refusal refusal, Action action) implements Verdict {}
}
