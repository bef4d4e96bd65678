package io.pawl.compose.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pawl.compose.CommandFailure;
import io.pawl.compose.CommandRun;
import io.pawl.compose.PawlCommand;
import io.pawl.compose.app.AppCommand;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole system in this process, and apps that speak with it as {@code pawl app} does. */
class UpTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** A restart of everything takes long where other tests run. */
  private static final int PATIENCE_SECONDS = 180;

  private final ExecutorService apps = Executors.newVirtualThreadPerTaskExecutor();

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void end() {
    apps.shutdownNow();
  }

  /** The first of four ports in a row that nobody has. */
  private static int freePorts() throws IOException {
    while (true) {
      List<ServerSocket> held = new ArrayList<>();
      try {
        held.add(new ServerSocket(0, 1, LOOPBACK));
        int first = held.getFirst().getLocalPort();
        for (int i = 1; i < LocalDeployment.GATEWAYS * LocalDeployment.PORTS_PER_GATEWAY; i++) {
          held.add(new ServerSocket(first + i, 1, LOOPBACK));
        }
        return first;
      } catch (IOException | IllegalArgumentException e) {
        // One of them is taken, or there is none.
      } finally {
        for (ServerSocket socket : held) {
          socket.close();
        }
      }
    }
  }

  private CommandRun app(int gateway, String name, String... more) {
    List<String> arguments = arguments(gateway, name, more);
    arguments.add("--json");
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private List<String> arguments(int gateway, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "app",
                "--identity",
                folder.resolve(name + ".id").toString(),
                "--gateway",
                "http://127.0.0.1:" + gateway,
                "--admin",
                "http://127.0.0.1:" + (gateway + 1),
                "--timeout",
                String.valueOf(PATIENCE_SECONDS)));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static Path credentialOf(JsonNode gateway) {
    return Path.of(gateway.path("credential").asText());
  }

  private Path data() {
    return folder.resolve("data");
  }

  private LocalDeployment start(int port) throws IOException {
    return LocalDeployment.start(data(), port, 0, stage -> {});
  }

  @Test
  void appsGoOnAfterARestartWithTheirIdentitiesChannelsAndKeyVersions() throws Exception {
    int first = freePorts();
    int second = first + 2;
    Path lines = Files.writeString(folder.resolve("lines"), "one\ntwo\n");
    var received = new StringWriter();
    Future<CommandRun> bob;
    Future<CommandRun> alice;
    try (LocalDeployment deployment = start(first)) {
      assertThatThrownBy(() -> start(first))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("is in use");
      JsonNode gateways = deployment.description().path("gateways");
      app(
              first,
              "alice",
              "--register",
              "alice",
              "--credential",
              credentialOf(gateways.path(0)).toString())
          .json();
      // As '… | pawl app --credential -' does.
      List<String> registering =
          arguments(second, "bob", "--register", "bob", "--credential", "-", "--json");
      CommandRun.of(
              new CommandLine(new AppCommand(Files.newInputStream(credentialOf(gateways.path(1))))),
              registering.subList(1, registering.size()).toArray(String[]::new))
          .json();
      Future<CommandRun> accepting =
          apps.submit(() -> app(second, "bob", "--accept", "--receive", "2"));
      app(first, "alice", "--open", "bob", "--send", lines.toString()).json();
      assertThat(accepting.get(PATIENCE_SECONDS, TimeUnit.SECONDS).json().path("received").asInt())
          .isEqualTo(2);
      assertThat(
              app(first, "alice", "--open", "bob", "--rekey", "--key-version", "2")
                  .json()
                  .path("epoch")
                  .asInt())
          .isEqualTo(2);
      CommandRun stale =
          app(
              first,
              "alice",
              "--open",
              "bob",
              "--rekey",
              "--key-version",
              "2",
              "--expect",
              "STALE_EPOCH");
      assertThat(stale.json().path("code").asText()).isEqualTo("STALE_EPOCH");
      List<String> bobs =
          arguments(
              second,
              "bob",
              "--accept",
              "--receive",
              "2",
              "--expect-restart",
              "--post-restart-messages",
              "3");
      bob =
          apps.submit(() ->
              CommandRun.of(PawlCommand.commandLine(), received, bobs.toArray(String[]::new)));
      alice =
          apps.submit(() ->
              app(
                  first,
                  "alice",
                  "--open",
                  "bob",
                  "--send",
                  lines.toString(),
                  "--expect-restart",
                  "--post-restart-messages",
                  "3"));
      // Who has not spoken with its gateway before the restart cannot see that there is one.
      await()
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .until(() -> received.toString().lines().count() == 2);
    }
    try (LocalDeployment _ = start(first)) {
      JsonNode sent = alice.get(PATIENCE_SECONDS, TimeUnit.SECONDS).json();
      assertThat(sent.path("sent").asInt()).isEqualTo(5);
      assertThat(sent.path("restarts").asInt()).isPositive();
      assertThat(sent.path("epoch").asInt()).isEqualTo(2);
      assertThat(bob.get(PATIENCE_SECONDS, TimeUnit.SECONDS).err()).isEmpty();
      assertThat(received.toString().lines())
          .containsExactly(
              "one", "two", "after the restart: 1", "after the restart: 2", "after the restart: 3");
      JsonNode after = app(second, "bob", "--accept").json();
      assertThat(after.path("channel")).isEqualTo(sent.path("channel"));
      assertThat(after.path("epoch").asInt()).isEqualTo(2);
    }
  }

  @Test
  void portsThatDoNotExistAreUsedWrongly() {
    CommandRun run = CommandRun.of("up", "--data", data().toString(), "--port", "65534");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("there are no four ports there");
  }
}
