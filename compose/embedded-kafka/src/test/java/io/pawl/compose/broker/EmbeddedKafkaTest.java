package io.pawl.compose.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static Admin admin(EmbeddedKafka kafka) {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
  }

  @Test
  void servesFromTheMomentThatItStarted() throws Exception {
    try (var kafka = EmbeddedKafka.start();
        var admin = admin(kafka)) {
      admin
          .createTopics(List.of(new NewTopic("t", Optional.empty(), Optional.empty())))
          .all()
          .get(5, TimeUnit.SECONDS);

      assertThat(partitions(admin)).isEqualTo(4);
      assertThat(offsetOfNextRecord(kafka)).isZero();
    }
  }

  private static int partitions(Admin admin) throws Exception {
    var described = admin.describeTopics(List.of("t")).allTopicNames().get(5, TimeUnit.SECONDS);
    return described.values().iterator().next().partitions().size();
  }

  private static long offsetOfNextRecord(EmbeddedKafka kafka) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      return producer
          .send(new ProducerRecord<>("t", 0, new byte[1], new byte[1]))
          .get(10, TimeUnit.SECONDS)
          .offset();
    }
  }

  @Test
  void doesNotInventTopics() {
    try (var kafka = EmbeddedKafka.start();
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.block.ms", "300"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      var sent = producer.send(new ProducerRecord<>("nobody-made-it", new byte[1]));

      assertThatThrownBy(sent::get).isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void stopsWithinFiveSecondsAndLeavesNothing() {
    var kafka = EmbeddedKafka.start();
    Path folder = kafka.folder().path();
    assertThat(folder).isNotEmptyDirectory();
    long start = System.nanoTime();

    kafka.close();
    kafka.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(folder).doesNotExist();
    assertThatThrownBy(() -> connect(kafka.port())).isInstanceOf(IOException.class);
  }

  private static void connect(int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(EmbeddedKafka.LOOPBACK, port), 1_000);
    }
  }

  @Test
  void saysWhichPortIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, EmbeddedKafka.LOOPBACK)) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> EmbeddedKafka.start(BrokerSettings.temporary().onPort(port)))
          .isInstanceOf(StartFailure.class)
          .hasMessage("port %d is taken", port);
    }
  }

  @Test
  void saysWhichFolderCannotBeUsed(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));

    assertThatThrownBy(() -> EmbeddedKafka.start(BrokerSettings.temporary().in(file)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void aGivenFolderKeepsItsRecordsForTheNextStart(@TempDir Path folder) throws Exception {
    BrokerSettings settings = BrokerSettings.temporary().in(folder);
    try (var kafka = EmbeddedKafka.start(settings);
        var admin = admin(kafka)) {
      admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get(5, TimeUnit.SECONDS);
      assertThat(offsetOfNextRecord(kafka)).isZero();
    }

    try (var again = EmbeddedKafka.start(settings)) {
      assertThat(offsetOfNextRecord(again)).isEqualTo(1);
    }
    assertThat(folder).isNotEmptyDirectory();
  }

  @Test
  void comesBackOnItsPort(@TempDir Path folder) {
    int port;
    try (var kafka = EmbeddedKafka.start(BrokerSettings.temporary().in(folder))) {
      port = kafka.port();
    }

    try (var again = EmbeddedKafka.start(BrokerSettings.temporary().in(folder).onPort(port))) {
      assertThat(again.port()).isEqualTo(port);
    }
  }
}
