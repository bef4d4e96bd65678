package io.pawl.compose.demo;

/**
 * An account of lines.
 *
 * @param sent lines given to a peer
 * @param opened lines that the other peer gave out, whichever
 * @param lost lines sent and not received
 * @param duplicated receptions of a line beyond those for which it was sent
 * @param altered receptions of lines that were never sent in that direction
 * @param misplaced lines received after one that was sent later
 */
public record Tally(
    long sent, long opened, long lost, long duplicated, long altered, long misplaced) {
  static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

  Tally plus(Tally other) {
    return new Tally(
        sent + other.sent,
        opened + other.opened,
        lost + other.lost,
        duplicated + other.duplicated,
        altered + other.altered,
        misplaced + other.misplaced);
  }

  /** Whether each line arrived once, in order, as it was. */
  public boolean isClean() {
    return opened == sent && lost == 0 && duplicated == 0 && altered == 0 && misplaced == 0;
  }
}
