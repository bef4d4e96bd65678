package io.pawl.load.processor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.load.JavaProcess;
import io.pawl.processor.ProcessorSettings;
import io.pawl.processor.RatchetProcessor;
import io.pawl.stream.LaneState;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.codec.LogIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A processor that recovers, and tells what that took. */
final class RecoveringProcessor {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(2);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecoveringProcessor() {}

  /**
   * What one recovery took.
   *
   * @param millis from the assignment of the partitions until every lane is live
   * @param cpuMillis processor time of the whole process in that time
   * @param steps milliseconds by step, of the lane that it took longest
   * @param heapBytes that the state takes, collected before and after
   */
  record Taken(double millis, double cpuMillis, Map<String, Double> steps, long heapBytes) {}

  /**
   * The process. It recovers as often as the argument after the run's says, and ends in order each
   * time but the last; prints a line of JSON each time; then serves until its parent ends.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Run run = Run.of(arguments);
    int rounds = Integer.parseInt(arguments[arguments.length - 1]);
    LogIdentity log;
    try (TopicAdmin admin = TopicAdmin.connect(run.client(), PATIENCE)) {
      log = admin.validate(run.topics());
    }
    for (int round = 1; round <= rounds; round++) {
      MeterRegistry meters = new SimpleMeterRegistry();
      long before = usedHeap();
      try (RatchetProcessor processor = processor(run, log, meters)) {
        awaitAssignment(processor);
        double millis = -now();
        double cpu = -cpu();
        awaitLive(processor, log.partitions());
        millis += now();
        cpu += cpu();
        print(new Taken(millis, cpu, steps(meters), usedHeap() - before));
        if (round == rounds) {
          JavaProcess.awaitEnd();
        }
      }
    }
  }

  private static RatchetProcessor processor(Run run, LogIdentity log, MeterRegistry meters) {
    ProcessorSettings defaults = ProcessorSettings.of(run.client(), run.topics());
    return new RatchetProcessor(
        new ProcessorSettings(
            run.client(),
            run.topics(),
            run.group(),
            defaults.lanes(),
            defaults.replayRecords(),
            defaults.barrierEvery()),
        log,
        run.codec(),
        Peers.grantKeys(),
        meters);
  }

  private static double now() {
    return System.nanoTime() / NANOS_PER_MILLI;
  }

  /** Processor time of this process, in milliseconds. */
  private static double cpu() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(used -> used.toNanos() / NANOS_PER_MILLI)
        .orElse(0.0);
  }

  private static void awaitAssignment(RatchetProcessor processor) {
    while (processor.states().isEmpty()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static void awaitLive(RatchetProcessor processor, int partitions) {
    while (true) {
      Map<Integer, LaneState> states = processor.states();
      states.forEach((partition, state) -> {
        if (state instanceof LaneState.Stopped || state instanceof LaneState.Failed) {
          throw new IllegalStateException("partition " + partition + ": " + state);
        }
      });
      if (states.size() == partitions
          && states.values().stream().allMatch(LaneState.Live.class::isInstance)) {
        return;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static Map<String, Double> steps(MeterRegistry meters) {
    Map<String, Double> steps = new LinkedHashMap<>();
    for (Timer timer : meters.find("pawl.recovery.time").timers()) {
      steps.put(String.valueOf(timer.getId().getTag("step")), timer.max(TimeUnit.MILLISECONDS));
    }
    return steps;
  }

  /** After collections: what is reachable. */
  private static long usedHeap() throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      System.gc();
      Thread.sleep(LOOK);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void print(Taken taken) throws JsonProcessingException {
    System.out.println(JSON.writeValueAsString(taken));
  }
}
