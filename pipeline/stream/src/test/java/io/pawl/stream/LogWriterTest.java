package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@ExtendWith(BrokerExtension.class)
class LogWriterTest {
  private static final int MANY = 20_000;

  private static LogWriter writer(TestBroker broker, TopicPartition partition, long bufferBytes) {
    return LogWriter.connect(
        broker.client(), Set.of(partition.topic()), bufferBytes, TestBroker.PATIENCE);
  }

  private static List<Long> offsets(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  @Test
  void tellsTheOffsetThatARecordGot(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    broker.write(partition, 0, 7, 10);
    try (var writer = writer(broker, partition, LogWriter.DEFAULT_BUFFER_BYTES)) {
      assertThat(writer.write(TestBroker.numbered(partition, 7, 10)).block(TestBroker.PATIENCE))
          .isEqualTo(7);
    }
  }

  @Test
  void writesAFluxInOrderThroughABufferThatIsMuchSmaller(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var writer = writer(broker, partition, 10_000)) {
      List<Long> got =
          writer
              .writeAll(Flux.range(0, MANY).map(i -> TestBroker.numbered(partition, i, 100)))
              .collectList()
              .block(Duration.ofSeconds(30));

      assertThat(got).isEqualTo(offsets(MANY));
      assertThat(broker.committedNumbers(partition))
          .isEqualTo(IntStream.range(0, MANY).boxed().toList());
    }
  }

  @Test
  void aFullWriterSaysSoAndThenThatThereIsRoom(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var writer = writer(broker, partition, 1)) {
      var first = writer.write(TestBroker.numbered(partition, 0, 10)).toFuture();

      assertThatThrownBy(() -> writer.write(TestBroker.numbered(partition, 1, 10)).block())
          .isInstanceOf(WriterFull.class);

      writer.room().block(TestBroker.PATIENCE);
      assertThat(first).isDone();
      assertThat(writer.write(TestBroker.numbered(partition, 1, 10)).block(TestBroker.PATIENCE))
          .isEqualTo(1);
    }
  }

  @Test
  void aRecordThatIsTooLargeFailsAlone(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var writer = writer(broker, partition, LogWriter.DEFAULT_BUFFER_BYTES)) {
      StepVerifier.create(writer.write(TestBroker.numbered(partition, 0, 2 << 20)))
          .verifyError(RecordTooLargeException.class);

      assertThat(writer.write(TestBroker.numbered(partition, 0, 10)).block(TestBroker.PATIENCE))
          .isZero();
    }
  }

  @Test
  void waitsForABrokerThatIsAway(@TempDir Path folder) {
    BrokerSettings settings = BrokerSettings.temporary().in(folder);
    EmbeddedKafka kafka = EmbeddedKafka.start(settings);
    var broker = new TestBroker(kafka.bootstrapServers());
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var writer = writer(broker, partition, 5_000)) {
      writer.write(TestBroker.numbered(partition, 0, 10)).block(TestBroker.PATIENCE);
      kafka.close();
      var got =
          writer
              .writeAll(Flux.range(1, 1_000).map(i -> TestBroker.numbered(partition, i, 10)))
              .collectList()
              .toFuture();

      kafka = EmbeddedKafka.start(settings.onPort(kafka.port()));

      assertThat(got)
          .succeedsWithin(Duration.ofSeconds(20))
          .isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
    } finally {
      kafka.close();
    }
  }

  @Test
  void saysInTimeThatNoBrokerAnswers() {
    Map<String, Object> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");

    assertThatThrownBy(
            () -> LogWriter.connect(nowhere, Set.of("pawl.log"), 1, Duration.ofMillis(300)))
        .isInstanceOf(BrokerUnavailable.class)
        .hasMessageContaining("127.0.0.1:1");
  }
}
