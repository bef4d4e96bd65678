package io.pawl.load.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, with this one's class path. Ends with this process at the latest. */
public final class Child implements AutoCloseable {
  /** For the operating system to do what it was told. */
  private static final Duration OBEDIENCE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts {@code main}, which must hold a {@link Lifeline}.
   *
   * @param output where its output is appended
   */
  static Child start(String name, Path output, Jvm jvm, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm.all());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      return new Child(name, process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** What it is called, for people. */
  public String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /** Processor time that it has used, to 10 ms; what it had used when it has ended is lost. */
  public Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether it runs, or is stopped. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, which it does not notice. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(OBEDIENCE);
  }

  /**
   * SIGTERM, and waits until it has ended in order.
   *
   * @return whether it did in time; it is killed otherwise
   */
  public boolean terminate(Duration patience) {
    // Not through the process itself, which would cut its lifeline too.
    process.toHandle().destroy();
    boolean ended = awaitEnd(patience);
    if (!ended) {
      kill();
    }
    return ended;
  }

  private boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** SIGSTOP, until it is thawed. */
  public Freeze freeze() {
    return Freeze.of(process.pid());
  }

  @Override
  public void close() {
    kill();
  }

  /**
   * A process that is stopped. A shell keeps it so, and lets it go on when its own input ends: a
   * stopped process cannot see that this one is gone.
   */
  public static final class Freeze {
    private final Process keeper;

    private Freeze(Process keeper) {
      this.keeper = keeper;
    }

    private static Freeze of(long pid) {
      try {
        return new Freeze(
            new ProcessBuilder("sh", "-c", "kill -STOP " + pid + "; read line; kill -CONT " + pid)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot stop process " + pid, e);
      }
    }

    /** SIGCONT: it goes on as if nothing had been. */
    public void thaw() throws InterruptedException {
      try {
        keeper.outputWriter().close();
      } catch (IOException e) {
        throw new UncheckedIOException("a stopped process cannot be let go on", e);
      }
      keeper.waitFor();
    }
  }
}
