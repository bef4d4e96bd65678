package io.pawl.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.gateway.http.Ground;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps that come, go and fail, however the gateway and those who ask for them do. */
class AppsTest {
  private static final Ground GROUND = new Ground();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void end() {
    GROUND.close();
  }

  private static SigningKey key(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return SigningKey.fromSeed(Secret.owning(seed));
  }

  @Test
  void aRegistrationThatNobodyWaitsForGoesOn() {
    try (Gateway gateway = GROUND.unlistening(folder)) {
      Apps apps = gateway.apps();

      apps.register("alice", key(1).publicKey(), Custody.GATEWAY).subscribe().dispose();

      await().atMost(Ground.PATIENCE).until(() -> apps.count() == 1);
      String id = apps.page(null, 1).getFirst().app().id();
      apps.remove(id).block(Ground.PATIENCE);
      assertThat(apps.find(id)).isNull();
    }
  }

  private List<String> registered(int count) {
    try (Gateway gateway = GROUND.unlistening(folder)) {
      for (int number = 1; number <= count; number++) {
        gateway
            .apps()
            .register("app", key(number).publicKey(), Custody.GATEWAY)
            .block(Ground.PATIENCE);
      }
      return gateway.apps().page(null, count).stream().map(app -> app.app().id()).toList();
    }
  }

  @Test
  void anAppThatCannotBeOpenedKeepsNoVaultOpen() throws IOException {
    List<String> ids = registered(3);
    Path sent = folder.resolve("apps").resolve(ids.getFirst()).resolve("sent.db");
    byte[] before = Files.readAllBytes(sent);
    Files.write(sent, "this is no database, however long one looks".repeat(100).getBytes(UTF_8));
    try (Gateway gateway = GROUND.beginning(folder)) {
      assertThatThrownBy(() -> gateway.ready().block(Ground.PATIENCE))
          .isInstanceOf(GatewayFailure.class);
    }
    Files.write(sent, before);

    try (Gateway gateway = GROUND.unlistening(folder)) {
      assertThat(gateway.apps().count()).isEqualTo(3);
    }
  }

  @Test
  void aGatewayThatEndsWhileItsAppsComeBackKeepsNoVaultOpen() {
    registered(5);
    Gateway gateway = GROUND.beginning(folder);

    gateway.close();

    assertThat(gateway.isServing()).isFalse();
    try (Gateway next = GROUND.unlistening(folder)) {
      assertThat(next.apps().count()).isEqualTo(5);
    }
  }
}
