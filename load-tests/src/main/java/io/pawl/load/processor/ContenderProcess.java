package io.pawl.load.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pawl.load.JavaProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;

/**
 * A contender's process, which serves run after run: what its code has been compiled to in one, it
 * has in the next. It is told of a run in a line, and of its end in an empty one.
 */
final class ContenderProcess implements AutoCloseable {
  private static final String SEPARATOR = "\t";
  private static final String ENDED = "ended";

  /** For closing clients. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final JavaProcess process;

  private ContenderProcess(JavaProcess process) {
    this.process = process;
  }

  /** Begins to serve a run; what is returned ends that. */
  @FunctionalInterface
  interface Serving {
    AutoCloseable begin(Run run) throws Exception;
  }

  /** Starts it, with nothing to do. */
  static ContenderProcess start(Contender contender) {
    return new ContenderProcess(
        JavaProcess.start(contender.key(), contender.main(), Contender.JVM_OPTIONS, List.of()));
  }

  /** In the process: serves one run after the other, until its parent ends. */
  static void serve(Serving serving) throws Exception {
    try (var runs = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = runs.readLine(); line != null; line = runs.readLine()) {
        try (AutoCloseable _ = serving.begin(Run.of(line.split(SEPARATOR, -1)))) {
          while (line != null && !line.isEmpty()) {
            line = runs.readLine();
          }
        }
        System.out.println(ENDED);
      }
    }
  }

  /** Lets it serve a run. */
  void begin(Run run) {
    process.tell(String.join(SEPARATOR, run.arguments()));
  }

  /** Waits until it serves that no more. */
  void end() throws InterruptedException {
    process.tell("");
    var _ = process.line(PATIENCE);
  }

  Duration cpu() {
    return process.cpu();
  }

  void requireAlive() {
    process.requireAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}
