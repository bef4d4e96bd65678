package io.pawl.compose.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.CommandRun;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rotations of docs/operations.md, step by step, with a channel in use. */
@Timeout(300)
class KeyRotationTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String LOG = Topics.of(Topics.DEFAULT_PREFIX).log();

  @TempDir private Path folder = Path.of("");

  private final EmbeddedKafka broker = EmbeddedKafka.start();
  private Path keys;
  private String publicKey;
  private Deployment deployment;

  @BeforeEach
  void aChannelIsInUse() throws Exception {
    deployment =
        new Deployment(
            folder, client(), _ -> "pawl.kafka.bootstrap.servers: " + broker.bootstrapServers());
    keys = folder.resolve("processor.keys");
    publicKey = deployment.begin(keys);
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
  void aProcessorsKeyThatLeakedIsTakenOutOnceNothingNamesIt() throws Exception {
    ConsumerRecord<byte[], byte[]> old = lastOfTheLog();
    String leaked = idOf(publicKey);
    Path fresh = folder.resolve("new.keys");
    String freshPublicKey = Deployment.makeKey(fresh);
    Files.writeString(keys, Files.readString(fresh) + Files.readString(keys));
    deployment.startProcessor(keys);
    deployment.startGateway(freshPublicKey);
    deployment.startSink();
    assertThat(named("earliest")).containsExactly(leaked);

    // Both ends of each channel are here: so each is rekeyed twice, as the runbook asks for.
    deployment.rekey("compromise");
    deployment.talk("in the new epoch");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          deployment.snapshot();
          assertThat(named("snapshot")).containsExactly(idOf(freshPublicKey));
        });
    deployment.startProcessor(fresh);

    // What is of an epoch under the old key is refused, and holds up nothing.
    append(old);
    deployment.talk("with the new one alone");
  }

  /** The ids of the keys that an audit finds named. */
  private List<String> named(String from) throws IOException {
    List<String> ids = new ArrayList<>();
    deployment
        .audit(client(), keys, from)
        .path("keys")
        .forEach(key -> ids.add(key.path("id").asText()));
    return ids;
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static String idOf(String publicKey) {
    return GrantKeys.idOf(Bytes.wrap(Base64.getDecoder().decode(publicKey))).toHex();
  }

  /** The message that alice sent; all is in its channel's partition. */
  private ConsumerRecord<byte[], byte[]> lastOfTheLog() {
    try (var consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(LOG).stream()
              .map(each -> new TopicPartition(LOG, each.partition()))
              .toList();
      Map.Entry<TopicPartition, Long> end =
          consumer.endOffsets(partitions).entrySet().stream()
              .filter(each -> each.getValue() > 0)
              .findFirst()
              .orElseThrow();
      consumer.assign(List.of(end.getKey()));
      consumer.seek(end.getKey(), end.getValue() - 1);
      return await()
          .atMost(PATIENCE)
          .until(() -> consumer.poll(Duration.ofSeconds(1)), records -> !records.isEmpty())
          .iterator()
          .next();
    }
  }

  private void append(ConsumerRecord<byte[], byte[]> again) throws Exception {
    try (var producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(LOG, again.partition(), again.key(), again.value())).get();
    }
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
