package io.pawl.load.process;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** The processors of a deployment. Like a supervisor, starts again what ends by itself. */
public final class Processors implements AutoCloseable {
  /** Lanes are given 2 s to commit; the rest is for a machine that is busy with other things. */
  private static final Duration ORDERLY = Duration.ofSeconds(20);

  private final Deployment deployment;
  private final IntSupplier ports;
  private final Consumer<String> news;
  private final Map<String, Child> running = new TreeMap<>();
  private final Set<String> started = new TreeSet<>();
  private final Map<String, Integer> recoveriesSeen = new TreeMap<>();
  private final Map<String, Integer> portsGiven = new TreeMap<>();

  /**
   * None yet.
   *
   * @param ports for the probes and metrics of each that is started; 0 for any
   * @param news told what a person should know
   */
  public Processors(Deployment deployment, IntSupplier ports, Consumer<String> news) {
    this.deployment = deployment;
    this.ports = ports;
    this.news = news;
  }

  /** What the processor of that number, from 1 on, is called. */
  public static String name(int number) {
    return "processor-" + number;
  }

  /** Starts one, or starts it again. */
  public void start(String name) {
    started.add(name);
    int port = ports.getAsInt();
    portsGiven.put(name, port);
    running.put(name, deployment.processor(name, port));
  }

  /** Those that run, by name. */
  public Map<String, Child> running() {
    return Map.copyOf(running);
  }

  /** Where one that was started answers probes. */
  public int port(String name) {
    return Objects.requireNonNull(portsGiven.get(name));
  }

  /** Whether it was started, and not ended since. */
  public boolean isRunning(String name) {
    return running.containsKey(name);
  }

  /** How many run. */
  public int count() {
    return running.size();
  }

  /** Any of those that run. */
  public Child any(Random random) {
    List<Child> all = new ArrayList<>(running.values());
    return all.get(random.nextInt(all.size()));
  }

  /** SIGKILL. */
  public void kill(Child child) {
    running.remove(child.name());
    child.kill();
  }

  /** Ends one in order. */
  public void stop(String name) {
    Child child = running.remove(name);
    if (child != null && !child.terminate(ORDERLY)) {
      news.accept(name + " did not end in order within " + ORDERLY.toSeconds() + " s");
    }
  }

  /** Ends all in order. */
  public void stopAll() {
    List.copyOf(running.keySet()).forEach(this::stop);
  }

  /** Starts those again that have ended without having been told to. */
  public void revive() {
    for (Child child : List.copyOf(running.values())) {
      if (!child.isAlive()) {
        news.accept(child.name() + " ended by itself, see " + deployment.output(child.name()));
        start(child.name());
      }
    }
  }

  /** Recoveries of lanes so far, in all processors. */
  public long recoveries() throws IOException {
    long lanes = 0;
    for (String name : started) {
      lanes += recoveries(name).size();
    }
    return lanes;
  }

  /** Those since this was last called. */
  public List<LaneRecovery> newRecoveries() throws IOException {
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

  @Override
  public void close() {
    running.values().forEach(Child::close);
  }
}
