package io.pawl.compose.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pawl.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rights and settings of docs/operations.md, as they stand there, are enough and not more. */
@Timeout(300)
class SecuredDeploymentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String AUDITOR = "auditor";
  private static final String STRANGER = "stranger";
  private static final List<String> USERS =
      List.of(Deployment.PROCESSOR, Deployment.SINK, Deployment.PEER, AUDITOR);
  private static final String PASSWORD = "a password of the tests";
  private static final Topics TOPICS = Topics.of(Topics.DEFAULT_PREFIX);

  @TempDir private Path folder = Path.of("");

  private Certificates certificates(String... more) throws Exception {
    return Certificates.issue(folder, more);
  }

  /** The example of the document, on this machine and for one of the services. */
  private String settings(
      OperationsDocument document, String protocol, SecuredBroker broker, String service) {
    return document
        .settings(protocol)
        .replaceAll("bootstrap.servers: .*", "bootstrap.servers: " + broker.bootstrapServers())
        .replace("/etc/pawl/processor.pem", folder.resolve(service + ".pem").toString())
        .replace("/etc/pawl", folder.toString());
  }

  private void assertThatMessagesFlowAndLogsAreCollected(
      SecuredBroker broker, UnaryOperator<String> files, Map<String, Object> auditor)
      throws Exception {
    try (var deployment = new Deployment(folder, broker.administratorsClient(), files)) {
      Path keys = folder.resolve("processor.keys");
      String publicKey = Deployment.makeKey(keys);
      deployment.startProcessor(keys);
      deployment.startSink();
      deployment.startGateway(publicKey);
      deployment.register("alice");
      deployment.register("bob");
      deployment.talk("one", "two");
      JsonNode audit = deployment.audit(auditor, keys);
      assertThat(audit.path("records").asLong()).isPositive();
      assertThat(audit.path("differences").asLong(-1)).isZero();
      deployment.snapshot();
      deployment.talk(IntStream.range(0, 50).mapToObj(i -> "line " + i).toArray(String[]::new));
      deployment.snapshot();
      deployment.snapshot();
      assertThatLogsAreCollected(broker);
    }
  }

  private static void assertThatLogsAreCollected(SecuredBroker broker) {
    try (Admin admin = Admin.create(broker.administratorsClient())) {
      await().atMost(PATIENCE).until(() -> firstOffsets(admin, TOPICS.log()) > 0);
      await().atMost(PATIENCE).until(() -> firstOffsets(admin, TOPICS.facts()) > 0);
    }
  }

  private static long firstOffsets(Admin admin, String topic) throws Exception {
    long sum = 0;
    for (int partition = 0; partition < 2; partition++) {
      var log = new TopicPartition(topic, partition);
      sum +=
          admin.listOffsets(Map.of(log, OffsetSpec.earliest())).partitionResult(log).get().offset();
    }
    return sum;
  }

  private static void append(Map<String, Object> client, String topic) throws Exception {
    try (var producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, new byte[1])).get();
    }
  }

  @Test
  void mutualTlsAndTheDocumentedRightsAreEnoughAndNotMore() throws Exception {
    Certificates certificates =
        certificates(
            SecuredBroker.administrator(),
            Deployment.PROCESSOR,
            Deployment.SINK,
            Deployment.PEER,
            AUDITOR,
            STRANGER);
    OperationsDocument document = OperationsDocument.read();
    try (SecuredBroker broker = SecuredBroker.mutualTls(certificates)) {
      broker.grant(document.rights());
      assertThatMessagesFlowAndLogsAreCollected(
          broker,
          service -> settings(document, "SSL", broker, service),
          client(broker, certificates, AUDITOR));
      Map<String, Object> peer = client(broker, certificates, Deployment.PEER);
      // It writes to the log, and nothing that the processor is to say.
      append(peer, TOPICS.log());
      for (String topic : List.of(TOPICS.accepted(), TOPICS.facts(), TOPICS.checkpoints())) {
        assertThatThrownBy(() -> append(peer, topic))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(TopicAuthorizationException.class);
      }
      assertThatThrownBy(() -> append(client(broker, certificates, Deployment.SINK), TOPICS.log()))
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      assertThatThrownBy(() -> append(client(broker, certificates, STRANGER), TOPICS.log()))
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      assertThatNobodyElseFencesALane(peer);
    }
  }

  private static void assertThatNobodyElseFencesALane(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("transactional.id", "pawl-ratchet-processor.%s.0".formatted(TOPICS.log()));
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      assertThatThrownBy(producer::initTransactions)
          .isInstanceOf(TransactionalIdAuthorizationException.class);
    }
  }

  private static Map<String, Object> client(
      SecuredBroker broker, Certificates certificates, String name) {
    Map<String, Object> client = new HashMap<>(broker.administratorsClient());
    client.put("ssl.keystore.location", certificates.of(name).toString());
    client.put("max.block.ms", (int) PATIENCE.toMillis());
    return client;
  }

  @Test
  void whoHasNoCertificateIsNotServed() throws Exception {
    Certificates certificates = certificates(SecuredBroker.administrator());
    try (SecuredBroker broker = SecuredBroker.mutualTls(certificates)) {
      Map<String, Object> client = new HashMap<>(broker.administratorsClient());
      client.remove("ssl.keystore.location");
      client.remove("ssl.keystore.type");
      try (Admin admin = Admin.create(client)) {
        assertThatThrownBy(() -> admin.describeCluster().nodes().get())
            .hasCauseInstanceOf(SslAuthenticationException.class);
      }
    }
  }

  @Test
  void scramOverTlsAndTheDocumentedRightsAreEnough() throws Exception {
    Certificates certificates = certificates(SecuredBroker.administrator());
    OperationsDocument document = OperationsDocument.read();
    try (SecuredBroker broker = SecuredBroker.scramOverTls(certificates, PASSWORD)) {
      broker.grant(document.rights());
      broker.admit(USERS, PASSWORD);
      assertThatMessagesFlowAndLogsAreCollected(
          broker,
          service ->
              settings(document, "SASL_SSL", broker, service)
                  + "    sasl.jaas.config: '%s'%n".formatted(login(document, service)),
          loggedIn(broker, document));
    }
  }

  private static Map<String, Object> loggedIn(SecuredBroker broker, OperationsDocument document) {
    Map<String, Object> client = new HashMap<>(broker.administratorsClient());
    client.put("sasl.mechanism", "SCRAM-SHA-512");
    client.put("sasl.jaas.config", login(document, AUDITOR));
    return client;
  }

  /** The example of the document, as one of its users. */
  private static String login(OperationsDocument document, String service) {
    String login =
        document
            .login()
            .replace("\"processor\"", "\"" + service + "\"")
            .replace("\"…\"", "\"" + PASSWORD + "\"");
    assertThat(login).contains(service, PASSWORD);
    return login;
  }
}
