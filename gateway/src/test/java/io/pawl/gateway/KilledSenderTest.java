package io.pawl.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.ChannelClient;
import io.pawl.channel.MemoryVault;
import io.pawl.channel.PeerChannel;
import io.pawl.channel.PlatformEntropy;
import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.gateway.http.Ground;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender that is killed at any moment, and asked for the same again. */
class KilledSenderTest {
  private static final int KILLS = 4;
  private static final int KEYS_PER_LIFE = 40;
  private static final long SEED = 5;

  @TempDir private Path folder = Path.of("");

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final Map<String, String> answers = new LinkedHashMap<>();

  @Test
  void everyKeyIsSentOnceAndAnsweredAlwaysTheSame() throws Exception {
    try (var ground = new Ground();
        ChannelClient client = ground.client()) {
      client
          .peer(SigningKey.fromSeed(Secret.owning(new byte[32])), new MemoryVault())
          .open(makeVault(), Policy.DEFAULT)
          .flatMapMany(PeerChannel::receive)
          .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
          .subscribe(received::add);
      var random = new Random(SEED);

      for (int kill = 0; kill < KILLS; kill++) {
        List<String> again = new ArrayList<>(asked);
        again.removeAll(answers.keySet());
        String life = "life" + kill + "-";
        List<String> anew =
            Stream.iterate(0, i -> i + 1).limit(KEYS_PER_LIFE).map(i -> life + i).toList();
        asked.addAll(anew);
        live(ground, Stream.concat(again.stream(), anew.stream()).toList(), random);
      }
      List<String> all = List.copyOf(asked);
      assertThat(answers).hasSizeLessThan(all.size());
      Process last = start(ground);
      try (BufferedReader said = last.inputReader()) {
        assertThat(said.readLine()).isEqualTo("open");
        ask(last, all);
        for (int left = all.size(); left > 0; left--) {
          hear(said.readLine());
        }
        ask(last, List.of("end"));
        hear(said.readLine());
      } finally {
        last.toHandle().destroyForcibly();
      }

      assertThat(answers).containsOnlyKeys(Stream.concat(all.stream(), Stream.of("end")).toList());
      await().atMost(Ground.PATIENCE).until(() -> received.contains("end"));
      assertThat(received).containsExactlyInAnyOrderElementsOf(answers.keySet());
    }
  }

  /** Asks for those keys, and kills before all are answered: at none already, or at any other. */
  private void live(Ground ground, List<String> keys, Random random) throws Exception {
    Process sender = start(ground);
    try (BufferedReader said = sender.inputReader()) {
      assertThat(said.readLine()).isEqualTo("open");
      ask(sender, keys);
      for (int left = random.nextInt(keys.size()); left > 0; left--) {
        hear(said.readLine());
      }
      // Not the process's own, which would close what is still to be read.
      sender.toHandle().destroyForcibly();
      sender.waitFor();
      said.lines().forEach(this::hear);
    }
  }

  private static void ask(Process sender, List<String> keys) throws IOException {
    // Not closed: the sender ends with its input.
    Writer input = sender.outputWriter();
    input.write(String.join("\n", keys) + "\n");
    input.flush();
  }

  /** Keeps an answer; another one to the same key is a fault. */
  private void hear(String line) {
    String[] words = line.split(" ", 3);
    assertThat(line).startsWith("sent ");
    assertThat(answers.getOrDefault(words[1], words[2])).isEqualTo(words[2]);
    answers.put(words[1], words[2]);
  }

  private Bytes makeVault() {
    var entropy = new PlatformEntropy();
    var unlock = new VaultUnlock.InFile(folder.resolve("key"));
    KeyFile.create(folder.resolve("key"), entropy);
    SqliteVault.create(folder.resolve("vault"), folder.resolve("mark"), unlock, entropy);
    try (SqliteVault vault =
        SqliteVault.open(folder.resolve("vault"), folder.resolve("mark"), unlock, entropy)) {
      return vault.identity().publicKey();
    }
  }

  private Process start(Ground ground) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SenderProcess.class.getName()));
    command.addAll(ground.address());
    command.add(folder.toString());
    return new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
  }
}
