package io.pawl.checkpoint;

import static io.pawl.checkpoint.SinkDeployment.PATIENCE;
import static io.pawl.checkpoint.SinkDeployment.descriptor;
import static io.pawl.checkpoint.SinkDeployment.position;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Fact;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CollectorTest {
  private static final ChannelId A = new ChannelId(1, 1);
  private static final int RECORDS = 100;

  private static final KafkaFixture broker = KafkaFixture.shared();

  private SinkDeployment deployed;
  private TopicPartition log;
  private TopicPartition facts;

  @BeforeEach
  void deploy() {
    deployed = new SinkDeployment(broker);
    log = new TopicPartition(deployed.topics().log(), 0);
    facts = new TopicPartition(deployed.topics().facts(), 0);
    for (int i = 0; i < RECORDS; i++) {
      deployed.append(new byte[] {1});
    }
  }

  @AfterEach
  void end() {
    deployed.close();
  }

  private static Retention keeping(long records, Duration time) {
    return new Retention(Retention.Collection.COLLECT, records, time);
  }

  /** What the processors have committed of the log. */
  private void committed(long offset) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(deployed.client())) {
      var _ =
          admin
              .alterConsumerGroupOffsets(
                  deployed.processors(), Map.of(log, new OffsetAndMetadata(offset)))
              .all()
              .get();
    }
  }

  private long beginning(TopicPartition partition) {
    try (var reader =
        PartitionReader.connect(deployed.client(), IsolationLevel.READ_COMMITTED, PATIENCE)) {
      return reader.beginning(partition);
    }
  }

  private Checkpoint.PartitionSnapshot snapshot(CheckpointSink sink, long barrier) {
    deployed.write(descriptor(A, barrier));
    deployed.write(position(A, barrier, barrier));
    Fact.Barrier last = new Fact.Barrier(barrier, deployed.log());
    deployed.write(last);
    await().atMost(PATIENCE).until(() -> deployed.entries().containsValue(last));
    sink.takeSnapshot();
    return deployed.awaitSnapshot(barrier - 1);
  }

  /** Waits until that many collections are through. */
  private void awaitCollections(int count) {
    await()
        .atMost(PATIENCE)
        .until(() -> deployed.meters().get("pawl.collection.runs").counter().count() == count);
  }

  private double gauge(String name) {
    return deployed.meters().get(name).gauge().value();
  }

  private double deleted(String of) {
    return deployed.meters().get("pawl.collection.deleted").tag("of", of).counter().count();
  }

  @Test
  void whatTheSnapshotBeforeTheLastMadeObsoleteGoes() throws Exception {
    committed(RECORDS);
    try (CheckpointSink sink = deployed.sink(keeping(0, Duration.ZERO))) {
      Checkpoint.PartitionSnapshot first = snapshot(sink, 40);
      assertThat(beginning(log)).isZero();

      snapshot(sink, 70);
      awaitCollections(1);
      assertThat(beginning(log)).isEqualTo(40);
      assertThat(beginning(facts)).isEqualTo(first.mark().factsOffset());
      assertThat(deleted("log")).isEqualTo(40);
      assertThat(deleted("facts")).isEqualTo((double) first.mark().factsOffset());

      snapshot(sink, 90);
      awaitCollections(2);
      assertThat(beginning(log)).isEqualTo(70);
    }
  }

  @Test
  void aSinkThatComesBackCollectsBehindTheSnapshotThatItFinds() throws Exception {
    committed(RECORDS);
    try (CheckpointSink sink = deployed.sink(keeping(0, Duration.ZERO))) {
      snapshot(sink, 40);
    }
    try (CheckpointSink sink = deployed.sink(keeping(0, Duration.ZERO))) {
      snapshot(sink, 70);
      awaitCollections(1);

      assertThat(beginning(log)).isEqualTo(40);
    }
  }

  @Test
  void whatTheProcessorsHaveNotCommittedStays() throws Exception {
    committed(25);
    try (CheckpointSink sink = deployed.sink(keeping(0, Duration.ZERO))) {
      snapshot(sink, 40);
      snapshot(sink, 70);
      awaitCollections(1);

      assertThat(beginning(facts)).isPositive();
      assertThat(beginning(log)).isEqualTo(25);
    }
  }

  /** As of a sink that is told the wrong group. */
  @Test
  void aLogThatNobodyHasCommittedStaysAndThatIsAFailureUntilSomebodyHas() throws Exception {
    try (CheckpointSink sink = deployed.sink(keeping(0, Duration.ZERO))) {
      snapshot(sink, 40);
      snapshot(sink, 70);
      await().atMost(PATIENCE).until(() -> gauge("pawl.collection.failing") == 1);
      assertThat(beginning(log)).isZero();
      assertThat(beginning(facts)).isZero();

      committed(RECORDS);
      snapshot(sink, 90);
      awaitCollections(1);
      assertThat(beginning(log)).isEqualTo(70);
      await().atMost(PATIENCE).until(() -> gauge("pawl.collection.failing") == 0);
    }
  }

  @Test
  void whereNothingIsObsoleteNothingNeedsToBeCommitted() {
    try (CheckpointSink sink = deployed.sink(keeping(RECORDS, Duration.ZERO))) {
      snapshot(sink, 40);
      snapshot(sink, 70);
      awaitCollections(1);

      assertThat(gauge("pawl.collection.failing")).isZero();
    }
  }

  @Test
  void recordsThatAreKeptForAuditorsStay() throws Exception {
    committed(RECORDS);
    try (CheckpointSink sink = deployed.sink(keeping(RECORDS - 10, Duration.ZERO))) {
      snapshot(sink, 40);
      snapshot(sink, 70);
      awaitCollections(1);

      assertThat(beginning(log)).isEqualTo(10);
      assertThat(beginning(facts)).isZero();
    }
  }

  @Test
  void timeThatIsKeptForAuditorsStays() throws Exception {
    committed(RECORDS);
    try (CheckpointSink sink = deployed.sink(keeping(0, Duration.ofHours(1)))) {
      snapshot(sink, 40);
      snapshot(sink, 70);
      snapshot(sink, 90);
      awaitCollections(2);

      assertThat(beginning(log)).isZero();
      assertThat(beginning(facts)).isZero();
    }
  }

  /** So few facts a day that no number of them would ever bring a snapshot. */
  @Test
  void aSlowPartitionIsCollectedByTheDay() throws Exception {
    committed(RECORDS);
    Clock clock = new Clock();
    try (CheckpointSink _ = deployed.sink(Retention.DEFAULT, clock)) {
      awaitBarrier(40);
      assertThat(deployed.entries().keySet())
          .extracting(CheckpointKey::kind)
          .doesNotContain(CheckpointKey.Kind.SNAPSHOT);

      clock.advance(Duration.ofHours(25));
      deployed.awaitSnapshot(39);
      awaitBarrier(70);
      clock.advance(Duration.ofHours(25));
      deployed.awaitSnapshot(69);
      awaitCollections(1);
      // The week that auditors are promised is not over.
      assertThat(beginning(log)).isZero();

      awaitBarrier(90);
      clock.advance(Duration.ofDays(7));
      deployed.awaitSnapshot(89);
      awaitCollections(2);
      assertThat(beginning(log)).isEqualTo(70);
    }
  }

  private void awaitBarrier(long offset) {
    Fact.Barrier barrier = new Fact.Barrier(offset, deployed.log());
    deployed.write(barrier);
    await().atMost(PATIENCE).until(() -> deployed.entries().containsValue(barrier));
  }

  @Test
  void aSinkThatComesBackKnowsHowOldTheLastSnapshotIs() throws Exception {
    committed(RECORDS);
    Clock clock = new Clock();
    try (CheckpointSink sink = deployed.sink(Retention.DEFAULT, clock)) {
      snapshot(sink, 40);
      awaitBarrier(70);
    }
    clock.advance(Duration.ofHours(23));
    try (CheckpointSink _ = deployed.sink(Retention.DEFAULT, clock)) {
      await().atMost(PATIENCE).until(() -> age() > Duration.ofHours(23).toSeconds() - 60);

      clock.advance(Duration.ofHours(2));
      deployed.awaitSnapshot(69);
      await().atMost(PATIENCE).until(() -> age() == 0);
    }
  }

  private double age() {
    return deployed.meters().get("pawl.fold.snapshot.age").gauge().value();
  }

  /** Moves when a test moves it. */
  private static final class Clock implements InstantSource {
    private volatile Instant now = Instant.now();

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void aDryRunDeletesNothing() throws Exception {
    committed(RECORDS);
    var dry = new Retention(Retention.Collection.REPORT, 0, Duration.ZERO);
    try (CheckpointSink sink = deployed.sink(dry)) {
      snapshot(sink, 40);
      snapshot(sink, 70);
      snapshot(sink, 90);
      awaitCollections(2);

      assertThat(beginning(log)).isZero();
      assertThat(beginning(facts)).isZero();
      assertThat(deleted("log") + deleted("facts")).isZero();
    }
  }
}
