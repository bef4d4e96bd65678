package io.pawl.ratchet.simulation;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param failure what ended it, null if nothing did
 * @param stepsDone steps that were begun
 * @param trace what happened, if it was asked for
 */
record Run(Tally tally, @Nullable RuntimeException failure, int stepsDone, List<String> trace) {
  private static final int STEPS = 180;

  /** What a seed stands for. */
  record Script(Setup setup, List<Step> steps, long healing) {
    static Script of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Setup setup = Setup.draw(random);
      return new Script(setup, Step.draw(setup.profile(), STEPS, random), random.nextLong());
    }

    Script with(List<Step> fewer) {
      return new Script(setup, fewer, healing);
    }
  }

  static Run of(Script script, boolean traced) {
    World world = new World(script.setup(), traced);
    int done = 0;
    RuntimeException failure = null;
    try {
      for (Step step : script.steps()) {
        done++;
        world.step(step);
      }
      world.heal(script.healing());
    } catch (RuntimeException e) {
      failure = e;
    }
    return new Run(world.scene().tally(), failure, done, world.scene().trace());
  }

  /** Whether it failed in the same way. */
  boolean failsLike(Run other) {
    if (failure instanceof Violation mine && other.failure instanceof Violation theirs) {
      return mine.check() == theirs.check();
    }
    return failure != null
        && other.failure != null
        && failure.getClass() == other.failure.getClass();
  }
}
