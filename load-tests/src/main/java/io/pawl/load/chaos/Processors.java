package io.pawl.load.chaos;

import io.pawl.load.chaos.process.Child;
import io.pawl.load.chaos.process.Deployment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The processors of a deployment. Like a supervisor, starts again what ends by itself. */
final class Processors implements AutoCloseable {
  /** Lanes are given 2 s to commit; the rest is for a machine that is busy with other things. */
  private static final Duration ORDERLY = Duration.ofSeconds(20);

  private final Deployment deployment;
  private final PrintWriter err;
  private final Map<String, Child> running = new TreeMap<>();
  private final Set<String> started = new TreeSet<>();
  private final Map<String, Integer> recoveriesSeen = new TreeMap<>();

  Processors(Deployment deployment, PrintWriter err) {
    this.deployment = deployment;
    this.err = err;
  }

  static String name(int number) {
    return "processor-" + number;
  }

  void start(String name) {
    started.add(name);
    running.put(name, deployment.processor(name));
  }

  boolean isRunning(String name) {
    return running.containsKey(name);
  }

  int count() {
    return running.size();
  }

  /** Any of those that run. */
  Child any(Random random) {
    List<Child> all = new ArrayList<>(running.values());
    return all.get(random.nextInt(all.size()));
  }

  void kill(Child child) {
    running.remove(child.name());
    child.kill();
  }

  /** Ends one in order. */
  void stop(String name) {
    Child child = running.remove(name);
    if (child != null && !child.terminate(ORDERLY)) {
      say(name + " did not end in order within " + ORDERLY.toSeconds() + " s");
    }
  }

  void stopAll() {
    List.copyOf(running.keySet()).forEach(this::stop);
  }

  /** Starts those again that have ended without having been told to. */
  void revive() {
    for (Child child : List.copyOf(running.values())) {
      if (!child.isAlive()) {
        say(child.name() + " ended by itself, see " + deployment.output(child.name()));
        start(child.name());
      }
    }
  }

  /** Recoveries of lanes so far, in all processors. */
  long recoveries() throws IOException {
    long lanes = 0;
    for (String name : started) {
      lanes += recoveries(name).size();
    }
    return lanes;
  }

  /** Those since this was last called. */
  List<LaneRecovery> newRecoveries() throws IOException {
    List<LaneRecovery> fresh = new ArrayList<>();
    for (String name : started) {
      List<LaneRecovery> all = recoveries(name);
      fresh.addAll(all.subList(recoveriesSeen.getOrDefault(name, 0), all.size()));
      recoveriesSeen.put(name, all.size());
    }
    return fresh;
  }

  /** Those of one processor, which tells them in its output. */
  private List<LaneRecovery> recoveries(String name) throws IOException {
    try (Stream<String> lines = Files.lines(deployment.output(name))) {
      return lines.map(LaneRecovery::read).flatMap(Optional::stream).toList();
    }
  }

  private void say(String what) {
    err.println("pawl: " + what);
    err.flush();
  }

  @Override
  public void close() {
    running.values().forEach(Child::close);
  }
}
