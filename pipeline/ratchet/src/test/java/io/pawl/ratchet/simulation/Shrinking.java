package io.pawl.ratchet.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out steps of a failing run while the same check still fails (delta debugging: Zeller and
 * Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
 */
final class Shrinking {
  /** So many runs take half a minute at most. */
  private static final int MOST_RUNS = 1_500;

  private Shrinking() {}

  static Run.Script shrink(Run.Script script, Run failed) {
    List<Step> steps = new ArrayList<>(script.steps().subList(0, failed.stepsDone()));
    int runs = 0;
    int chunk = Math.max(1, steps.size() / 2);
    while (chunk >= 1 && runs < MOST_RUNS) {
      boolean shorter = false;
      for (int from = 0; from < steps.size() && runs < MOST_RUNS; ) {
        List<Step> fewer = new ArrayList<>(steps.subList(0, from));
        fewer.addAll(steps.subList(Math.min(from + chunk, steps.size()), steps.size()));
        runs++;
        if (Run.of(script.with(fewer), false).failsLike(failed)) {
          steps = fewer;
          shorter = true;
        } else {
          from += chunk;
        }
      }
      if (chunk == 1 && !shorter) {
        break;
      }
      chunk = chunk == 1 ? 1 : chunk / 2;
    }
    return script.with(List.copyOf(steps));
  }
}
