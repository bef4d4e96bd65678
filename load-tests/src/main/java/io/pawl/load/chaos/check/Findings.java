package io.pawl.load.chaos.check;

/**
 * What a check found. Of a record with several outcomes, the first is the one that is judged.
 *
 * @param records of the log
 * @param accepted outcomes that let a record through
 * @param rejected outcomes that refused one
 * @param lost records without an outcome
 * @param duplicated outcomes of a record beyond its first
 * @param reordered outcomes that stand behind one of a later record, in their topic's partition
 * @param wronglyAccepted records let through that had to be refused, or with other bytes than the
 *     log's, or that the log does not have
 * @param wronglyRefused records refused that had to be let through, or for the wrong reason, or
 *     that the log does not have
 * @param wrongEvents events that are missing, not due, or out of order
 * @param wrongFacts facts that tell something else than what the log makes of a channel
 */
public record Findings(
    long records,
    long accepted,
    long rejected,
    long lost,
    long duplicated,
    long reordered,
    long wronglyAccepted,
    long wronglyRefused,
    long wrongEvents,
    long wrongFacts) {
  /** Nothing at all. */
  public static final Findings NONE = new Findings(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Of both together. */
  public Findings plus(Findings other) {
    return new Findings(
        records + other.records,
        accepted + other.accepted,
        rejected + other.rejected,
        lost + other.lost,
        duplicated + other.duplicated,
        reordered + other.reordered,
        wronglyAccepted + other.wronglyAccepted,
        wronglyRefused + other.wronglyRefused,
        wrongEvents + other.wrongEvents,
        wrongFacts + other.wrongFacts);
  }

  /** Whether each record had its one outcome, and nothing else was told. */
  public boolean isClean() {
    return lost == 0
        && duplicated == 0
        && reordered == 0
        && wronglyAccepted == 0
        && wronglyRefused == 0
        && wrongEvents == 0
        && wrongFacts == 0;
  }
}
