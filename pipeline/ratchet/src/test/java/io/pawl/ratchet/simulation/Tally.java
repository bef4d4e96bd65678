package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How often each fault was injected, each verdict given, and each sight seen. */
final class Tally {
  /**
   * Codes that are no verdicts on records; 100,000 pending OPENs are more than a seed can write.
   */
  private static final Set<Refusal> EVENTS_ONLY =
      EnumSet.of(Refusal.OFFER_SUPERSEDED, Refusal.TOO_MANY_OPENS, Refusal.CHECKPOINT_MISSING);

  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);
  private final Map<Sight, Long> sights = new EnumMap<>(Sight.class);
  private long steps;

  void count(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  void count(Refusal refusal) {
    refusals.merge(refusal, 1L, Long::sum);
  }

  void count(Sight sight) {
    sights.merge(sight, 1L, Long::sum);
  }

  void countStep() {
    steps++;
  }

  void add(Tally other) {
    other.faults.forEach((key, count) -> faults.merge(key, count, Long::sum));
    other.refusals.forEach((key, count) -> refusals.merge(key, count, Long::sum));
    other.sights.forEach((key, count) -> sights.merge(key, count, Long::sum));
    steps += other.steps;
  }

  /** All that should have occurred and did not. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (!faults.containsKey(fault)) {
        missing.add("fault " + fault);
      }
    }
    for (Refusal refusal : EnumSet.complementOf(EnumSet.copyOf(EVENTS_ONLY))) {
      if (!refusals.containsKey(refusal)) {
        missing.add("verdict " + refusal);
      }
    }
    for (Sight sight : Sight.values()) {
      if (!sights.containsKey(sight)) {
        missing.add("sight " + sight);
      }
    }
    return missing;
  }

  /** One line per count. */
  String report() {
    StringBuilder report = new StringBuilder("steps " + steps + "\n");
    table(report, "fault", Fault.values(), faults);
    table(report, "verdict", Refusal.values(), refusals);
    table(report, "sight", Sight.values(), sights);
    return report.toString();
  }

  private static <E extends Enum<E>> void table(
      StringBuilder report, String what, E[] all, Map<E, Long> counts) {
    for (E one : all) {
      if (one instanceof Refusal refusal && EVENTS_ONLY.contains(refusal)) {
        continue;
      }
      report.append("%-8s %-38s %9d%n".formatted(what, one, counts.getOrDefault(one, 0L)));
    }
  }
}
