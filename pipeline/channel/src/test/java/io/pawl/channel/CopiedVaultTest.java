package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.vault.VaultCopy;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Envelope;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A peer whose vault is lost, and who goes on from a copy that was taken while it sent. */
@ExtendWith(Broker.Resolver.class)
class CopiedVaultTest {
  private static final int MESSAGES = 30;
  private static final long SEED = 12;

  @TempDir private Path lost = Path.of("");
  @TempDir private Path found = Path.of("");

  @Test
  void theChannelGoesOnAndNoCounterIsUsedAgain(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, SEED)) {
      Peer alice = deployment.peer(deployment.client());
      var opening = alice.open(PeerProcess.makeVault(lost), TestDeployment.SMALL).toFuture();
      List<String> received = new CopyOnWriteArrayList<>();

      Process bob = PeerProcess.start(deployment, lost, "before");
      List<String> sent = new ArrayList<>();
      try (BufferedReader said = bob.inputReader()) {
        assertThat(said.readLine()).isEqualTo("open OPEN");
        opening.join().receive().map(Lines::text).subscribe(received::add);
        sent.addAll(sent(said));
        copy();
        sent.addAll(sent(said));
        bob.toHandle().destroyForcibly();
        bob.waitFor();
      }
      forget();
      Process again = PeerProcess.start(deployment, found, "after");
      try (BufferedReader said = again.inputReader()) {
        assertThat(said.readLine()).isEqualTo("open HEALING");
        sent.addAll(sent(said));
      } finally {
        again.destroyForcibly().waitFor();
      }

      await().atMost(TestDeployment.PATIENCE).until(() -> received.containsAll(sent));
      assertThat(received).doesNotHaveDuplicates().containsSubsequence(sent);
      assertThat(opening.join().epoch()).isEqualTo(2);
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
    }
  }

  private static List<String> sent(BufferedReader said) throws IOException {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      sent.add(said.readLine().replaceFirst("sent ", ""));
    }
    return sent;
  }

  /** The vault and its key, without the mark. */
  private void copy() throws IOException {
    Path key = Files.copy(lost.resolve("key"), found.resolve("key"));
    VaultCopy.write(
        lost.resolve("vault"),
        found.resolve("vault"),
        new VaultUnlock.InFile(key),
        new PlatformEntropy());
  }

  private void forget() throws IOException {
    Files.delete(lost.resolve("vault"));
    Files.delete(lost.resolve("mark"));
  }
}
