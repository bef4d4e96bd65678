package io.pawl.compose.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.CommandRun;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app says of itself, without a gateway. */
class AppCommandTest {
  @TempDir private Path folder = Path.of("");

  private String identity() {
    return folder.resolve("app.id").toString();
  }

  private CommandRun app(String... arguments) {
    List<String> all = new ArrayList<>(List.of("app", "--identity", identity()));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void assertFailed(String message, CommandRun run) {
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("pawl: %s%n".formatted(message));
  }

  private static void assertUsedWrongly(String message, CommandRun run) {
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void anIdentityThatIsMissingOrAnotherFileIsOneClearLine() throws IOException {
    assertFailed(
        identity() + " does not exist: 'pawl app --register NAME' makes an app's identity",
        app("--accept"));

    Files.writeString(Path.of(identity()), "dear diary");

    assertFailed(identity() + " is not the identity of an app", app("--accept"));
  }

  @Test
  void optionsThatDoNotGoTogetherAreUsedWrongly() {
    assertUsedWrongly("--rekey and --key-version go together", app("--accept", "--rekey"));
    assertUsedWrongly("--register needs --credential", app("--register", "a"));
    assertThat(app("--accept", "--open", "b").status()).isEqualTo(2);
    assertThat(app().status()).isEqualTo(2);
  }

  @Test
  void aGatewayThatIsNotThereIsNamedAndTheKeyIsKept() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path credential = Files.writeString(folder.resolve("credential"), "secret");
    String url = "http://127.0.0.1:" + port;

    CommandRun run =
        app(
            "--register",
            "alice",
            "--admin",
            url,
            "--credential",
            credential.toString(),
            "--timeout",
            "1");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("pawl: no gateway answers at " + url);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(identity()))))
        .isEqualTo("rw-------");
    AppIdentity kept = AppIdentity.read(Path.of(identity()));
    assertThat(kept.app()).isNull();
    assertThat(kept.toString()).doesNotContain("private");
  }
}
