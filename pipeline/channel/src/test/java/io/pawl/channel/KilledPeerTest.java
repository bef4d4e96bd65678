package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Reason;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** A peer that is killed at any moment, and started again on its vault. */
@ExtendWith(Broker.Resolver.class)
class KilledPeerTest {
  private static final int KILLS = 5;
  private static final int MESSAGES = 200;
  private static final long SEED = 11;

  @TempDir private Path folder = Path.of("");

  /** What lives of the peer said, in order. */
  private final List<String> got = new ArrayList<>();

  private final Set<String> done = new LinkedHashSet<>();
  private final List<String> sent = new ArrayList<>();

  @Test
  void nothingIsLostNothingComesTwiceAndNoCounterIsUsedAgain(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, SEED)) {
      Bytes identity = PeerProcess.makeVault(folder);
      Peer alice = deployment.peer(deployment.client());
      var opening = alice.open(identity, TestDeployment.SMALL).toFuture();
      var random = new Random(SEED);
      List<String> fromBob = new CopyOnWriteArrayList<>();
      List<String> lines = Lines.of("alice", MESSAGES);

      for (int kill = 0; kill < KILLS; kill++) {
        Process bob = PeerProcess.start(deployment, folder, "life" + kill);
        try (BufferedReader said = bob.inputReader()) {
          assertThat(said.readLine()).isEqualTo("open OPEN");
          if (kill == 0) {
            PeerChannel channel = opening.join();
            channel.receive().map(Lines::text).subscribe(fromBob::add);
            channel.sendAll(Flux.fromIterable(lines).map(Lines::payload)).subscribe();
          }
          // Killed in it or not: whatever was offered goes on, or was refused and is forgotten.
          opening
              .join()
              .rekey(opening.join().epoch() + 1, Reason.ROUTINE)
              .subscribe(epoch -> {}, error -> {});
          for (int left = 20 + random.nextInt(100); left > 0; left--) {
            hear(said.readLine());
          }
          // Not the process's own, which would close what is still to be read.
          bob.toHandle().destroyForcibly();
          bob.waitFor();
          said.lines().forEach(this::hear);
        }
      }
      Process bob = PeerProcess.start(deployment, folder, "last");
      try (BufferedReader said = bob.inputReader()) {
        assertThat(said.readLine()).isEqualTo("open OPEN");
        while (!done.contains(lines.getLast()) || !sent.contains("last 50")) {
          hear(said.readLine());
        }
      } finally {
        bob.destroyForcibly().waitFor();
      }

      assertThat(new LinkedHashSet<>(got)).containsExactlyElementsOf(lines);
      assertThat(opening.join().epoch()).isGreaterThan(1);
      await().atMost(TestDeployment.PATIENCE).until(() -> fromBob.contains("last 50"));
      assertThat(fromBob).doesNotHaveDuplicates().containsSubsequence(sent);
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
      assertThat(deployment.processor().refusals("SLOT_TOO_FAR")).isZero();
    }
  }

  /** Keeps what was said; a message after its acknowledgement is a fault. */
  private void hear(String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "got" -> {
        assertThat(done).doesNotContain(words[1]);
        got.add(words[1]);
      }
      case "done" -> done.add(words[1]);
      case "sent" -> sent.add(words[1]);
      default -> throw new AssertionError(line);
    }
  }
}
