package io.pawl.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, which is asked to terminate. */
@Timeout(60)
class InterruptionTest {
  @TempDir private Path folder = Path.of("");

  /** Waits until it is interrupted, and then takes its file away, if it is one that cleans up. */
  static final class Command {
    private Command() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[1]);
      try (Interruption _ = Interruption.ofThisThread(Duration.ofMillis(500))) {
        System.out.println("started");
        try {
          forever();
        } catch (InterruptedException e) {
          if (arguments[0].equals("deaf")) {
            deafly();
          }
        }
        Files.delete(file);
      }
    }

    private static void forever() throws InterruptedException {
      new CountDownLatch(1).await();
    }

    private static void deafly() {
      while (true) {
        try {
          forever();
        } catch (InterruptedException e) {
          // Deaf.
        }
      }
    }
  }

  private Process start(String kind, Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Command.class.getName(),
                    kind,
                    file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(UTF_8);
    assertThat(out.readLine()).isEqualTo("started");
    return process;
  }

  @Test
  void aCommandCleansUpBeforeTheEnd() throws Exception {
    Path file = Files.createFile(folder.resolve("temporary"));
    Process process = start("polite", file);
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void aCommandThatDoesNotStopEndsAllTheSame() throws Exception {
    Path file = Files.createFile(folder.resolve("temporary"));
    Process process = start("deaf", file);
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(file).exists();
  }
}
