package io.pawl.compose.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.CommandRun;
import io.pawl.compose.broker.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rotations of docs/operations.md, step by step, with a channel in use. */
@Timeout(300)
class KeyRotationTest {
  @TempDir private Path folder = Path.of("");

  private final EmbeddedKafka broker = EmbeddedKafka.start();
  private Path keys;
  private String publicKey;
  private Deployment deployment;

  @BeforeEach
  void aChannelIsInUse() throws Exception {
    deployment =
        new Deployment(
            folder,
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            _ -> "pawl.kafka.bootstrap.servers: " + broker.bootstrapServers());
    keys = folder.resolve("processor.keys");
    publicKey = Deployment.makeKey(keys);
    deployment.startProcessor(keys);
    deployment.startGateway(publicKey);
    deployment.register("alice");
    deployment.register("bob");
    deployment.talk("before");
  }

  @AfterEach
  void end() {
    deployment.close();
    broker.close();
  }

  @Test
  void theProcessorsKeyIsReplacedAndTheOldOneTakenOutAfterARekey() throws Exception {
    Path fresh = folder.resolve("new.keys");
    String freshPublicKey = Deployment.makeKey(fresh);
    Files.writeString(keys, Files.readString(fresh) + Files.readString(keys));
    deployment.startProcessor(keys);
    deployment.startGateway(freshPublicKey);
    deployment.talk("with both");

    int epoch =
        deployment
            .app("alice", "--open", "bob", "--rekey", "--key-version", "2")
            .json()
            .path("epoch")
            .asInt();
    assertThat(epoch).isEqualTo(2);
    deployment.startSink();
    deployment.snapshot();
    deployment.startProcessor(fresh);

    deployment.talk("with the new one alone");
  }

  @Test
  void aGatewaysVaultsAreResealedUnderAnotherKeyFile() throws Exception {
    deployment.stop(Deployment.PEER);
    Path old = deployment.gatewaysFolder().resolve("vaults.key");
    Path fresh = folder.resolve("new-vaults.key");
    List<Path> vaults = vaults();
    for (Path vault : vaults) {
      CommandRun changed =
          CommandRun.of(
              "vault",
              "key-file",
              vault.toString(),
              fresh.toString(),
              "--key-file",
              old.toString(),
              "--reseal");
      assertThat(changed.status()).withFailMessage(changed.err()).isZero();
    }
    assertThat(vaults).hasSize(2);
    CommandRun withTheOldOne =
        CommandRun.of("vault", "check", vaults.getFirst().toString(), "--key-file", old.toString());
    assertThat(withTheOldOne.status()).isEqualTo(1);
    assertThat(withTheOldOne.err()).contains("does not open the vault");
    Files.move(fresh, old, StandardCopyOption.REPLACE_EXISTING);
    deployment.startGateway(publicKey);

    deployment.talk("under the new key file");
  }

  private List<Path> vaults() throws IOException {
    try (Stream<Path> apps = Files.list(deployment.gatewaysFolder().resolve("apps"))) {
      return apps.map(app -> app.resolve("vault.db")).toList();
    }
  }

  @Test
  void theOldCredentialOfAdministrationIsWorthNothingOnceItIsReplaced() throws Exception {
    Path credential = deployment.gatewaysFolder().resolve("administration.credential");
    Path old = Files.copy(credential, folder.resolve("old.credential"));
    Files.delete(credential);
    deployment.startGateway(publicKey);

    CommandRun refused =
        deployment.app("carol", "--register", "carol", "--credential", old.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("BAD_CREDENTIAL");
    deployment.register("dave");
    deployment.talk("as before");
  }
}
