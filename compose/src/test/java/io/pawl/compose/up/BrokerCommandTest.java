package io.pawl.compose.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.PawlCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BrokerCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SERVES = "kafka          ";

  @TempDir private Path folder = Path.of("");

  private static final class Run implements AutoCloseable {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger status = new AtomicInteger(-1);
    private final Thread thread;

    Run(String... arguments) {
      CommandLine command = PawlCommand.commandLine();
      command.setOut(new PrintWriter(out));
      command.setErr(new PrintWriter(err));
      thread = Thread.ofPlatform().start(() -> status.set(command.execute(arguments)));
    }

    Admin admin() {
      await().atMost(PATIENCE).until(() -> out.toString().startsWith(SERVES) || !thread.isAlive());
      String servers = out.toString().substring(SERVES.length()).strip();
      return Admin.create(Map.of("bootstrap.servers", servers));
    }

    int end() {
      await().atMost(PATIENCE).until(() -> !thread.isAlive());
      return status.get();
    }

    @Override
    public void close() {
      thread.interrupt();
      var _ = end();
    }
  }

  private Run broker() {
    return new Run("broker", "--data", folder.toString(), "--port", "0");
  }

  @Test
  void itServesUntilItIsStoppedAndGoesOnWithItsData() throws Exception {
    Run first = broker();
    try (first;
        Admin admin = first.admin()) {
      admin
          .createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
          .all()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Run second = broker();
      assertThat(second.end()).isEqualTo(1);
      assertThat(second.err.toString()).contains("is in use by process");
    }
    assertThat(first.status).hasValue(0);

    try (Run again = broker();
        Admin admin = again.admin()) {
      assertThat(admin.listTopics().names().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .contains("kept");
    }
  }

  @Test
  void aPortThatIsNoneIsUsedWrongly() {
    Run run = new Run("broker", "--data", folder.toString(), "--port", "65536");

    assertThat(run.end()).isEqualTo(2);
    assertThat(run.err.toString()).contains("--port: a port is a number from 0 to 65535");
  }
}
