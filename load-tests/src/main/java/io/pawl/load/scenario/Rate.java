package io.pawl.load.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages per second over time, in steps; so it says of every message when it is due.
 *
 * @param steps in the order of time, the first at 0
 */
record Rate(List<Step> steps) {
  /** What one producer thread seals and writes, on a machine with room for it. */
  private static final double MOST = 200_000;

  private static final double LEAST = 0.1;
  private static final double NANOS = 1e9;

  /**
   * From some moment on.
   *
   * @param from since the traffic began
   * @param perSecond messages, 0.1 to 200,000
   */
  record Step(Duration from, double perSecond) {
    Step {
      Scenario.require("rate", perSecond, LEAST, MOST);
    }
  }

  /**
   * Checks the steps.
   *
   * @throws IllegalArgumentException that begins with the field's name
   */
  Rate {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || !steps.getFirst().from().isZero()) {
      throw new IllegalArgumentException("rate must say what holds from 0s on");
    }
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).from().compareTo(steps.get(i - 1).from()) <= 0) {
        throw new IllegalArgumentException("rate must have its steps in the order of time");
      }
    }
  }

  /** The same at any time. */
  static Rate steady(double perSecond) {
    return new Rate(List.of(new Step(Duration.ZERO, perSecond)));
  }

  Rate stretched(double factor) {
    List<Step> other = new ArrayList<>();
    steps.forEach(step ->
        other.add(
            new Step(Duration.ofNanos((long) (step.from().toNanos() * factor)), step.perSecond())));
    return new Rate(other);
  }

  /** Messages that are due {@code nanos} after the beginning, or before. */
  long due(long nanos) {
    double messages = 0;
    for (int i = 0; i < steps.size() && steps.get(i).from().toNanos() <= nanos; i++) {
      long from = steps.get(i).from().toNanos();
      messages += steps.get(i).perSecond() * (Math.min(nanos, end(i)) - from) / NANOS;
    }
    return (long) messages;
  }

  /** When message {@code number}, from 1 on, is due, in nanoseconds after the beginning. */
  long when(long number) {
    double before = 0;
    for (int i = 0; ; i++) {
      Step step = steps.get(i);
      long from = step.from().toNanos();
      double inStep = step.perSecond() * (end(i) - from) / NANOS;
      if (number <= before + inStep || i == steps.size() - 1) {
        return from + (long) Math.ceil((number - before) / step.perSecond() * NANOS);
      }
      before += inStep;
    }
  }

  private long end(int step) {
    return step + 1 < steps.size() ? steps.get(step + 1).from().toNanos() : Long.MAX_VALUE / 2;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      text.append(text.isEmpty() ? "" : ", ");
      if (steps.size() > 1) {
        text.append("from %.1f s ".formatted(step.from().toMillis() / 1e3));
      }
      text.append("%,.0f/s".formatted(step.perSecond()));
    }
    return text.toString();
  }
}
