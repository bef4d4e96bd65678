package io.pawl.compose.secure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pawl.compose.PawlCommand;
import io.pawl.compose.broker.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The backup of a gateway in docs/operations.md and what it is for, step by step. */
@Timeout(300)
class GatewayRestoreTest {
  private static final String KEY = "vaults.key";

  @TempDir private Path folder = Path.of("");

  private final EmbeddedKafka broker = EmbeddedKafka.start();
  private Path backup;
  private Path elsewhere;
  private String publicKey;
  private Deployment deployment;

  @BeforeEach
  void aChannelIsInUse() throws Exception {
    backup = folder.resolve("backup");
    elsewhere = folder.resolve("elsewhere");
    deployment =
        new Deployment(
            folder,
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            _ -> "pawl.kafka.bootstrap.servers: " + broker.bootstrapServers());
    publicKey = deployment.begin(folder.resolve("processor.keys"));
  }

  @AfterEach
  void end() {
    deployment.close();
    broker.close();
  }

  @Test
  void theAppsOfALostGatewayGoOnElsewhereFromItsBackup() throws Exception {
    Path lost = deployment.gatewaysFolder();
    Path key = Files.copy(lost.resolve(KEY), folder.resolve(KEY));
    backUp(lost, key);
    deployment.talk("since the backup");
    deployment.stop(Deployment.PEER);
    Files.move(lost, folder.resolve("lost"));

    restore();
    Files.copy(key, elsewhere.resolve(KEY));
    deployment.moveGateway(elsewhere);
    deployment.startGateway(publicKey);

    JsonNode sent = deployment.send("elsewhere");
    assertThat(sent.path("sent").asInt()).isEqualTo(1);
    // What was acknowledged since the backup is not known to be.
    assertThat(deployment.receive(2)).containsExactly("since the backup", "elsewhere");
    deployment.register("carol");
  }

  /** While the gateway runs. */
  private void backUp(Path gateway, Path key) throws Exception {
    try (Stream<Path> apps = Files.list(gateway.resolve("apps"))) {
      for (Path app : apps.toList()) {
        Path copy =
            Files.createDirectories(backup.resolve("apps").resolve(app.getFileName().toString()));
        Files.copy(app.resolve("app.properties"), copy.resolve("app.properties"));
        pawl(
            "vault",
            "copy",
            app.resolve("vault.db").toString(),
            copy.resolve("vault.db").toString(),
            "--key-file",
            key.toString());
      }
    }
  }

  private void restore() throws IOException {
    try (Stream<Path> files = Files.walk(backup)) {
      for (Path file : files.toList()) {
        Files.copy(file, elsewhere.resolve(backup.relativize(file).toString()));
      }
    }
  }

  /** In a process of its own: the gateway is in this one. */
  private static void pawl(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PawlCommand.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
  }
}
