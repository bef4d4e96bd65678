package io.pawl.compose.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.PawlCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an app says of itself, without a gateway. */
class AppCommandTest {
  @TempDir private Path folder = Path.of("");

  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = PawlCommand.commandLine();
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  private String identity() {
    return folder.resolve("app.id").toString();
  }

  @Test
  void anIdentityThatIsMissingOrAnotherFileIsOneClearLine() throws IOException {
    assertThat(run("app", "--identity", identity(), "--accept")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "pawl: %s does not exist: 'pawl app --register NAME' makes an app's identity%n"
                .formatted(identity()));

    Files.writeString(Path.of(identity()), "dear diary");
    err.getBuffer().setLength(0);
    assertThat(run("app", "--identity", identity(), "--accept")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("pawl: %s is not the identity of an app%n".formatted(identity()));
  }

  @Test
  void optionsThatDoNotGoTogetherAreUsedWrongly() {
    assertThat(run("app", "--identity", identity(), "--accept", "--rekey")).isEqualTo(2);
    assertThat(err.toString()).contains("--rekey and --key-version go together");
    assertThat(run("app", "--identity", identity(), "--register", "a")).isEqualTo(2);
    assertThat(err.toString()).contains("--register needs --credential");
    assertThat(run("app", "--identity", identity(), "--accept", "--open", "b")).isEqualTo(2);
    assertThat(run("app", "--identity", identity())).isEqualTo(2);
  }

  @Test
  void aGatewayThatIsNotThereIsNamedAndTheKeyIsKept() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path credential = Files.writeString(folder.resolve("credential"), "secret");
    String url = "http://127.0.0.1:" + port;

    assertThat(
            run(
                "app",
                "--identity",
                identity(),
                "--register",
                "alice",
                "--admin",
                url,
                "--credential",
                credential.toString(),
                "--timeout",
                "1"))
        .isEqualTo(1);

    assertThat(err.toString()).startsWith("pawl: no gateway answers at " + url);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(identity()))))
        .isEqualTo("rw-------");
    AppIdentity kept = AppIdentity.read(Path.of(identity()));
    assertThat(kept.app()).isNull();
    assertThat(kept.toString()).doesNotContain("private");
  }
}
