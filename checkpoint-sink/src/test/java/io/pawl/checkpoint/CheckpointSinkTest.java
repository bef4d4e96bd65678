package io.pawl.checkpoint;

import static io.pawl.checkpoint.SinkDeployment.PATIENCE;
import static io.pawl.checkpoint.SinkDeployment.descriptor;
import static io.pawl.checkpoint.SinkDeployment.position;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.checkpoint.audit.Audit;
import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.checkpoint.audit.AuditSettings;
import io.pawl.checkpoint.audit.From;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.LaneState;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointSinkTest {
  private static final ChannelId A = new ChannelId(1, 1);
  private static final ChannelId B = new ChannelId(2, 2);

  private static final KafkaFixture broker = KafkaFixture.shared();

  private SinkDeployment deployed;

  @BeforeEach
  void deploy() {
    deployed = new SinkDeployment(broker);
  }

  @AfterEach
  void end() {
    deployed.close();
  }

  @Test
  void theLatestFactOfEachChannelWins() {
    try (CheckpointSink _ = deployed.sink()) {
      deployed.write(position(A, 1, 10));
      deployed.write(position(B, 5, 11));
      deployed.write(position(A, 2, 12));
      Checkpoint.FoldMark mark = deployed.awaitFolded(3);

      assertThat(deployed.entries())
          .containsEntry(CheckpointKey.of(Kind.POSITION, A), position(A, 2, 12))
          .containsEntry(CheckpointKey.of(Kind.POSITION, B), position(B, 5, 11));
      assertThat(mark.count()).isEqualTo(2);
      assertThat(mark.log()).isEqualTo(deployed.log());
    }
  }

  @Test
  void aSnapshotBeforeAnyRecordIsNoTraceOfLostWork() {
    try (CheckpointSink sink = deployed.sink()) {
      sink.takeSnapshot();
      deployed.awaitSnapshot();

      AuditReport report =
          Audit.run(
              new AuditSettings(
                  deployed.client(),
                  deployed.topics(),
                  deployed.processors(),
                  deployed.codec(),
                  GrantKeys.of(List.of()),
                  new From.Snapshot(),
                  null));

      assertThat(report.found()).isEmpty();
      assertThat(report.records()).isZero();
    }
  }

  @Test
  void anOlderFactNeverOverwritesANewerOne() {
    try (CheckpointSink _ = deployed.sink()) {
      deployed.write(position(A, 2, 12));
      deployed.awaitFolded(1);
      deployed.write(position(A, 1, 10));
      deployed.write(position(B, 1, 13));
      deployed.awaitFolded(3);

      assertThat(deployed.entries())
          .containsEntry(CheckpointKey.of(Kind.POSITION, A), position(A, 2, 12));
    }
  }

  @Test
  void aClosedChannelLeavesOnlyThatItIsClosed() {
    try (CheckpointSink _ = deployed.sink()) {
      deployed.write(position(A, 1, 10));
      deployed.write(new Fact.Closed(A, 11));
      Checkpoint.FoldMark mark = deployed.awaitFolded(2);

      assertThat(deployed.entries())
          .containsEntry(CheckpointKey.of(Kind.CLOSED, A), new Fact.Closed(A, 11))
          .doesNotContainKey(CheckpointKey.of(Kind.POSITION, A));
      assertThat(mark.count()).isEqualTo(1);
    }
  }

  @Test
  void aForgottenChannelIsKnownUntilASnapshotsBarrierHasPassedIt() {
    try (CheckpointSink sink = deployed.sink()) {
      deployed.write(position(A, 1, 10));
      deployed.write(new Fact.Forgotten(A, 11));
      deployed.write(new Fact.Barrier(12, deployed.log()));
      Checkpoint.FoldMark before = deployed.awaitFolded(3);

      assertThat(deployed.entries())
          .containsEntry(CheckpointKey.of(Kind.FORGOTTEN, A), new Fact.Forgotten(A, 11))
          .doesNotContainKey(CheckpointKey.of(Kind.POSITION, A));
      assertThat(before.count()).isEqualTo(2);

      sink.takeSnapshot();
      Checkpoint.FoldMark after = deployed.awaitSnapshot().mark();

      assertThat(deployed.entries()).doesNotContainKey(CheckpointKey.of(Kind.FORGOTTEN, A));
      assertThat(after.count()).isEqualTo(1);
    }
  }

  @Test
  void aSnapshotMovesEntriesIntoPages() {
    try (CheckpointSink _ = deployed.sink(3)) {
      deployed.write(descriptor(A, 10));
      deployed.write(position(A, 1, 10));
      deployed.write(new Fact.Closed(B, 11));
      deployed.write(new Fact.Barrier(12, deployed.log()));
      Checkpoint.PartitionSnapshot snapshot = deployed.awaitSnapshot(11);

      // Both ids begin with zeros, so there is one page; and the barrier.
      assertThat(snapshot.mark().count()).isEqualTo(2);
      Map<CheckpointKey, Checkpoint> entries = deployed.entries();
      assertThat(entries)
          .doesNotContainKeys(
              CheckpointKey.of(Kind.DESCRIPTOR, A),
              CheckpointKey.of(Kind.POSITION, A),
              CheckpointKey.of(Kind.CLOSED, B));
      assertThat(entries.get(CheckpointKey.ofPage(0)))
          .isInstanceOfSatisfying(
              Checkpoint.Page.class,
              page ->
                  assertThat(page.entries())
                      .containsExactlyInAnyOrder(
                          Bytes.wrap(deployed.codec().encodeFact(descriptor(A, 10))),
                          Bytes.wrap(deployed.codec().encodeFact(position(A, 1, 10))),
                          Bytes.wrap(deployed.codec().encodeFact(new Fact.Closed(B, 11)))));
    }
  }

  @Test
  void factsThatDoNotDecodeAreSkipped() {
    try (CheckpointSink _ = deployed.sink()) {
      deployed.write(new byte[] {9, 9, 9});
      deployed.write(position(A, 1, 10));
      deployed.awaitFolded(2);

      assertThat(deployed.entries()).containsKey(CheckpointKey.of(Kind.POSITION, A));
      assertThat(skipped("malformed")).isEqualTo(1);
    }
  }

  private double skipped(String reason) {
    return deployed.meters().get("pawl.fold.skipped").tag("reason", reason).counter().count();
  }

  @Test
  void aSinkThatComesBackGoesOnFromItsOwnEntries() {
    try (CheckpointSink _ = deployed.sink()) {
      deployed.write(position(A, 2, 12));
      deployed.awaitFolded(1);
    }
    deployed.write(position(A, 1, 10));
    deployed.write(position(B, 1, 13));
    try (CheckpointSink _ = deployed.sink()) {
      // The orderly end of the first sink wrote a mark of its own, so wait for what is new.
      await()
          .atMost(PATIENCE)
          .until(() -> deployed.entries().containsKey(CheckpointKey.of(Kind.POSITION, B)));

      assertThat(deployed.entries())
          .containsEntry(CheckpointKey.of(Kind.POSITION, A), position(A, 2, 12));
      assertThat(deployed.awaitFolded(3).count()).isEqualTo(2);
    }
  }

  @Test
  void checkpointsOfAnotherLogStopTheLane() {
    try (CheckpointSink _ = deployed.sink()) {
      deployed.write(position(A, 1, 10));
      deployed.awaitFolded(1);
    }
    try (CheckpointSink other = deployed.sink(new LogIdentity(Uuid.randomUuid(), 1))) {
      await().atMost(PATIENCE).until(() -> other.states().get(0) instanceof LaneState.Stopped);

      assertThat(other.states().get(0))
          .asString()
          .contains("OTHER_LOG", "a new log needs new checkpoint topics");
    }
  }
}
