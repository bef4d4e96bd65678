package io.pawl.ratchet.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs seeds, each in one thread, several at once. */
public final class Simulation {
  /** A failing seed. */
  record Failure(long seed, Run run) {}

  /**
   * What came of many seeds.
   *
   * @param failure the first that was met, null if there was none
   */
  record Result(long seeds, long millis, Tally tally, @Nullable Failure failure) {
    String report() {
      return "seeds " + seeds + ", " + millis + " ms\n" + tally.report();
    }
  }

  private Simulation() {}

  /**
   * Runs as many seeds as asked and prints the counts, or the first failing seed with its shrunk
   * trace.
   *
   * @param arguments number of seeds (2,000), first seed (0), threads (as many as processors)
   */
  public static void main(String[] arguments) throws InterruptedException {
    long count = arguments.length > 0 ? Long.parseLong(arguments[0]) : 2_000;
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
    int threads =
        arguments.length > 2
            ? Integer.parseInt(arguments[2])
            : Runtime.getRuntime().availableProcessors();
    Result result = run(first, count, threads);
    Failure failure = result.failure();
    if (failure == null) {
      System.out.print(result.report());
      result.tally().missing().forEach(missing -> System.out.println("never: " + missing));
    } else {
      System.out.print(explain(failure));
      System.exit(1);
    }
  }

  /** Runs the seeds from {@code first}; stops at the first failure. */
  static Result run(long first, long count, int threads) throws InterruptedException {
    long begun = System.nanoTime();
    AtomicLong next = new AtomicLong(first);
    AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
    Tally tally = new Tally();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<Tally>> tallies = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        tallies.add(workers.submit(() -> work(next, first + count, failure)));
      }
      for (Future<Tally> one : tallies) {
        tally.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run ended outside of its checks", e);
    }
    return new Result(count, (System.nanoTime() - begun) / 1_000_000, tally, failure.get());
  }

  private static Tally work(AtomicLong next, long end, AtomicReference<@Nullable Failure> failure) {
    Tally tally = new Tally();
    for (long seed = next.getAndIncrement();
        seed < end && failure.get() == null;
        seed = next.getAndIncrement()) {
      Run run = Run.of(Run.Script.of(seed), false);
      tally.add(run.tally());
      if (run.failure() != null) {
        failure.compareAndSet(null, new Failure(seed, run));
      }
    }
    return tally;
  }

  /** The failing seed, its shrunk steps and what happened in them. */
  static String explain(Failure failure) {
    Run.Script script = Run.Script.of(failure.seed());
    Run.Script shrunk = Shrinking.shrink(script, failure.run());
    Run traced = Run.of(shrunk, true);
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(failure.seed()).append(", ").append(script.setup()).append('\n');
    text.append(failure.run().failure()).append('\n');
    text.append("shrunk from ")
        .append(failure.run().stepsDone())
        .append(" to ")
        .append(shrunk.steps().size())
        .append(" steps:\n");
    traced.trace().forEach(line -> text.append(line).append('\n'));
    text.append(traced.failure()).append('\n');
    RuntimeException cause = traced.failure();
    if (cause != null && !(cause instanceof Violation)) {
      for (StackTraceElement frame : cause.getStackTrace()) {
        text.append("    at ").append(frame).append('\n');
      }
    }
    return text.toString();
  }
}
