package io.pawl.load.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The operating system's word for it: T where a process is stopped. */
  private static char state(long pid) throws IOException {
    String status = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
    return status.charAt(status.lastIndexOf(')') + 2);
  }

  @ParameterizedTest(name = "frozen={0}")
  @ValueSource(booleans = {false, true})
  void aChildEndsWithTheProcessThatStartedItHoweverThatEnds(boolean frozen) throws IOException {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Orphans.class.getName(),
                folder.toString(),
                String.valueOf(frozen))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out = parent.inputReader()) {
      long child = Long.parseLong(out.readLine());
      assertThat(isAlive(child)).isTrue();

      parent.destroyForcibly();

      await().atMost(PATIENCE).until(() -> !isAlive(child));
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only /proc tells that a process is stopped")
  void aFrozenChildStandsStillUntilItIsThawed() throws InterruptedException {
    try (Child child = Orphans.idle(folder)) {
      Child.Freeze freeze = child.freeze();
      await().atMost(PATIENCE).until(() -> state(child.pid()) == 'T');

      freeze.thaw();

      await().atMost(PATIENCE).until(() -> state(child.pid()) != 'T');
      assertThat(child.isAlive()).isTrue();
    }
  }

  private String said() throws IOException {
    return Files.readString(Orphans.output(folder));
  }

  @Test
  void aTerminatedChildEndsInOrder() throws IOException {
    try (Child child = Orphans.idle(folder)) {
      await().atMost(PATIENCE).until(() -> said().contains(Orphans.RUNNING));

      assertThat(child.terminate(PATIENCE)).isTrue();

      assertThat(said()).contains(Orphans.IN_ORDER);
    }
  }

  @Test
  void aKilledChildDoesNotNotice() throws IOException {
    try (Child child = Orphans.idle(folder)) {
      await().atMost(PATIENCE).until(() -> said().contains(Orphans.RUNNING));

      child.kill();

      assertThat(child.isAlive()).isFalse();
      assertThat(said()).doesNotContain(Orphans.IN_ORDER);
    }
  }
}
