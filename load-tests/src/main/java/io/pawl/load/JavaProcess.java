package io.pawl.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pawl.compose.CommandFailure;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM beside this one, with the same class path. It says what it has to say in lines on its
 * standard output, and ends when its standard input ends: so it never outlives this process, even
 * if that is killed.
 *
 * <p>What it writes to standard error goes to the log file of this one.
 */
public final class JavaProcess implements AutoCloseable {
  /** For an orderly end; a broker needs less than five seconds. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** How often a wait looks whether the process still lives. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final String name;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private JavaProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    Thread.ofPlatform().daemon().name("output-of-" + name).start(this::read);
  }

  /**
   * Starts {@code main} with {@code arguments}.
   *
   * @param name for messages
   * @param options of the JVM, such as {@code -Xmx1g}
   */
  public static JavaProcess start(
      String name, Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    // As the launcher runs this process.
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectError(errors()).start();
      return new JavaProcess(name, process);
    } catch (IOException e) {
      throw new CommandFailure("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  private static ProcessBuilder.Redirect errors() {
    String log = System.getProperty("pawl.log");
    return log == null || log.isEmpty()
        ? ProcessBuilder.Redirect.DISCARD
        : ProcessBuilder.Redirect.appendTo(new File(log));
  }

  /** For the process itself: waits until its parent wants it to end. */
  public static void awaitEnd() throws IOException {
    while (System.in.read() >= 0) {
      // What the parent says does not matter, only that it is there.
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // The process is gone: whoever waits for a line sees that.
    }
  }

  /**
   * The next line of its output.
   *
   * @throws CommandFailure if it ends without one, or none comes in time
   */
  public String line(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() < deadline) {
      // Asked first: what it said before it ended is in the queue by the time it is read.
      boolean alive = process.isAlive();
      @Nullable String line = lines.poll(LOOK.toNanos(), TimeUnit.NANOSECONDS);
      if (line != null) {
        return line;
      }
      if (!alive) {
        throw ended();
      }
    }
    throw new CommandFailure(name + " said nothing within " + timeout.toSeconds() + " s");
  }

  /**
   * Says a line to it, on its standard input.
   *
   * @throws CommandFailure if it is gone
   */
  public void tell(String line) {
    try {
      BufferedWriter input = process.outputWriter(UTF_8);
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw new CommandFailure(name + " does not listen: " + e.getMessage(), e);
    }
  }

  /** Throws if it has ended by itself. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw ended();
    }
  }

  private CommandFailure ended() {
    return new CommandFailure(
        "%s ended with status %d; what it said is in %s"
            .formatted(name, process.exitValue(), System.getProperty("pawl.log", "no file")));
  }

  /** Processor time that it has used, to 10 ms. */
  public Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Its id, for signals. */
  public long pid() {
    return process.pid();
  }

  /** Ends it without notice, as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Lets it end in order; after 10 s without notice. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is gone.
    }
    try {
      if (!process.waitFor(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
