package io.pawl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.compose.CommandFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JavaProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Says its arguments, and ends at once if there are none. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] arguments) throws IOException {
      for (String argument : arguments) {
        System.out.println(argument);
      }
      if (arguments.length > 0) {
        JavaProcess.awaitEnd();
      }
    }
  }

  private static JavaProcess echo(String... arguments) {
    return JavaProcess.start("echo", Echo.class, List.of("-Xmx32m"), List.of(arguments));
  }

  @Test
  void itSaysItsLinesAndEndsWhenItIsClosed() throws InterruptedException {
    JavaProcess process = echo("one", "two words");
    assertThat(process.line(PATIENCE)).isEqualTo("one");
    assertThat(process.line(PATIENCE)).isEqualTo("two words");
    process.requireAlive();
    assertThat(process.cpu()).isPositive();
    process.close();
    assertThatThrownBy(process::requireAlive)
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("echo ended with status 0");
  }

  @Test
  void oneThatEndsByItselfIsNotWaitedFor() {
    try (JavaProcess process = echo()) {
      assertThatThrownBy(() -> process.line(PATIENCE))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("echo ended with status 0");
    }
  }

  @Test
  void oneThatIsKilledIsTold() throws InterruptedException {
    try (JavaProcess process = echo("ready")) {
      assertThat(process.line(PATIENCE)).isEqualTo("ready");
      process.kill();
      assertThatThrownBy(() -> process.line(PATIENCE)).hasMessageContaining("status 137");
    }
  }
}
