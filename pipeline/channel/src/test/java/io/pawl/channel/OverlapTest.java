package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.Vault.Holding;
import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Reason;
import io.pawl.stream.LogOffset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What of an epoch is left once the next has begun. */
@ExtendWith(Broker.Resolver.class)
class OverlapTest {
  @TempDir private Path folder = Path.of("");

  private SqliteVault vault() {
    var entropy = new PlatformEntropy();
    Path keyFile = folder.resolve("key");
    var unlock = new VaultUnlock.InFile(keyFile);
    KeyFile.create(keyFile, entropy);
    SqliteVault.create(folder.resolve("vault"), folder.resolve("mark"), unlock, entropy);
    return SqliteVault.open(folder.resolve("vault"), folder.resolve("mark"), unlock, entropy);
  }

  private static List<Holding> fading(Vault vault) {
    return vault
        .holdings()
        .filter(Holding.Fading.class::isInstance)
        .collectList()
        .blockOptional()
        .orElseThrow();
  }

  /** A channel whose responder has that vault. */
  private static TestDeployment.Pair pair(TestDeployment deployment, SqliteVault vault) {
    Peer alice = deployment.client().peer(vault.identity(), vault);
    return deployment.pair(deployment.peer(deployment.client()), alice, TestDeployment.SMALL);
  }

  /** The same, of whose first epoch the vault still has the receiving direction. */
  private static TestDeployment.Pair inItsSecondEpoch(
      TestDeployment deployment, SqliteVault vault) {
    var pair = pair(deployment, vault);
    pair.initiator().rekey(2, Reason.ROUTINE).block(TestDeployment.PATIENCE);
    await().atMost(TestDeployment.PATIENCE).until(() -> pair.responder().epoch() == 2);
    assertThat(fading(vault)).hasSize(1);
    return pair;
  }

  private static void assertForgotten(
      TestDeployment deployment, SqliteVault vault, PeerChannel channel) {
    await().atMost(TestDeployment.PATIENCE).until(() -> fading(vault).isEmpty());
    assertThat(channel.health().overlap()).isNull();
    assertThat(deployment.count("pawl.channel.keys.erased", "why", "OVERLAP")).isPositive();
  }

  @Test
  void theVaultForgetsTheEpochBeforeWhenItsOverlapIsOver(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 130);
        SqliteVault vault = vault()) {
      var pair = inItsSecondEpoch(deployment, vault);
      assertThat(pair.responder().health().overlap()).isEqualTo(new ChannelHealth.Overlap(1, -1));

      int enough = TestDeployment.SMALL.overlap() + 1;
      pair.initiator()
          .sendAll(Lines.payloads(Lines.of("new", enough)))
          .blockLast(TestDeployment.PATIENCE);

      assertForgotten(deployment, vault, pair.responder());
    }
  }

  @Test
  void inSilenceItIsOverAfterAHundredThousandOffsetsOfTheLog(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 132);
        SqliteVault vault = vault()) {
      var pair = inItsSecondEpoch(deployment, vault);

      deployment.inject(List.of(ofAnother(deployment, pair.responder(), 200_000)));

      assertForgotten(deployment, vault, pair.responder());
    }
  }

  /** A record of another channel in the same partition that stands so far on in the log. */
  private static ProducerRecord<byte[], byte[]> ofAnother(
      TestDeployment deployment, PeerChannel channel, long logOffset) {
    int partition = channel.id().partition(TestDeployment.PARTITIONS);
    ChannelId other =
        LongStream.range(0, 1_000)
            .mapToObj(low -> new ChannelId(132, low))
            .filter(id -> id.partition(TestDeployment.PARTITIONS) == partition)
            .findFirst()
            .orElseThrow();
    var record =
        new ProducerRecord<>(
            deployment.topics().accepted(), partition, other.toBytes(), new byte[] {1});
    LogOffset.write(record.headers(), logOffset);
    return record;
  }

  @Test
  void anEpochThatIsSuspiciousLeavesNothing(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 131);
        SqliteVault vault = vault()) {
      var pair = pair(deployment, vault);

      pair.initiator().rekey(2, Reason.COMPROMISE).block(TestDeployment.PATIENCE);

      await().atMost(TestDeployment.PATIENCE).until(() -> pair.responder().epoch() == 2);
      assertThat(fading(vault)).isEmpty();
    }
  }
}
