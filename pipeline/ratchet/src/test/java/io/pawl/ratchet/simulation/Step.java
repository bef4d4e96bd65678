package io.pawl.ratchet.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One event of a run. All that is random in it follows from its own salt, so that it stays the same
 * when other steps are left out.
 */
record Step(Move move, long salt) {
  private static final List<Move> BEGINNING =
      List.of(Move.OPEN, Move.PASS_ALL, Move.PASS_ALL, Move.APPROVE, Move.APPROVE, Move.PASS_ALL);

  /** The steps of a seed. */
  static List<Step> draw(Profile profile, int count, SplittableRandom random) {
    List<Step> steps = new ArrayList<>(count);
    // Most of what can happen happens to a channel that is open.
    for (Move move : BEGINNING) {
      steps.add(new Step(move, random.nextLong()));
    }
    int total = 0;
    for (Move move : Move.values()) {
      total += move.weight(profile);
    }
    while (steps.size() < count) {
      int drawn = random.nextInt(total);
      for (Move move : Move.values()) {
        drawn -= move.weight(profile);
        if (drawn < 0) {
          steps.add(new Step(move, random.nextLong()));
          break;
        }
      }
    }
    return steps;
  }
}
