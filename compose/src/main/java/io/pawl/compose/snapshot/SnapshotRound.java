package io.pawl.compose.snapshot;

import io.pawl.compose.CommandFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot of every partition of the log, whichever of the sinks has it. Partitions may move
 * between sinks meanwhile, and sinks may be started again: a snapshot counts if its sink began it
 * after it had been asked.
 */
final class SnapshotRound {
  /** Between two looks: short beside a snapshot, and little work for a sink. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final List<SinkClient> sinks;
  private final Consumer<Taken> told;

  /** Of each sink, the number of our request. */
  private final Map<SinkClient, Long> asked = new HashMap<>();

  private final Map<Integer, Taken> taken = new TreeMap<>();

  /** Partitions that a sink had when it was last looked at. */
  private final Set<Integer> owned = new TreeSet<>();

  private int partitions;
  private @Nullable CommandFailure lastFailure;

  /**
   * @param told of each snapshot when it is complete
   */
  SnapshotRound(List<SinkClient> sinks, Consumer<Taken> told) {
    this.sinks = List.copyOf(sinks);
    this.told = told;
  }

  /**
   * Asks, and waits.
   *
   * @return the snapshots by partition
   * @throws CommandFailure if a sink cannot be asked, or a partition has none in time
   */
  List<Taken> run(Duration timeout) throws InterruptedException {
    long began = System.nanoTime();
    for (SinkClient sink : sinks) {
      asked.put(sink, sink.ask());
    }
    while (true) {
      look();
      if (partitions > 0 && taken.size() == partitions) {
        return List.copyOf(taken.values());
      }
      if (System.nanoTime() - began >= timeout.toNanos()) {
        throw late(timeout);
      }
      Thread.sleep(PAUSE);
    }
  }

  private void look() throws InterruptedException {
    lastFailure = null;
    owned.clear();
    for (SinkClient sink : sinks) {
      try {
        look(sink);
      } catch (CommandFailure e) {
        // It may come back, or another may take its partitions.
        lastFailure = e;
      }
    }
  }

  private void look(SinkClient sink) throws InterruptedException {
    SinkView view = sink.look();
    long request = asked.getOrDefault(sink, 0L);
    partitions = view.partitions();
    owned.addAll(view.answered().keySet());
    if (view.requests() < request) {
      // It was started again since, and does not know that it was asked.
      asked.put(sink, sink.ask());
      return;
    }
    view.taken()
        .forEach((partition, snapshot) -> {
          if (view.answered().getOrDefault(partition, 0L) >= request
              && taken.putIfAbsent(partition, snapshot) == null) {
            told.accept(snapshot);
          }
        });
  }

  private CommandFailure late(Duration timeout) {
    List<String> why = new ArrayList<>();
    Set<Integer> missing =
        IntStream.range(0, partitions)
            .filter(partition -> !taken.containsKey(partition))
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Integer> late = new TreeSet<>(missing);
    late.retainAll(owned);
    missing.removeAll(owned);
    if (!late.isEmpty()) {
      why.add("partitions %s have none yet".formatted(list(late)));
    }
    if (!missing.isEmpty()) {
      why.add(
          "partitions %s belong to no sink that was asked: name each sink with --sink"
              .formatted(list(missing)));
    }
    if (lastFailure != null) {
      why.add(String.valueOf(lastFailure.getMessage()));
    }
    return new CommandFailure(
        "no snapshot of every partition within %d s: %s"
            .formatted(timeout.toSeconds(), String.join("; ", why)));
  }

  private static String list(Set<Integer> partitions) {
    return partitions.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
