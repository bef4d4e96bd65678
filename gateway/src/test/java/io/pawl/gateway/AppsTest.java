package io.pawl.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.gateway.http.Ground;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.nio.file.Path;
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
}
