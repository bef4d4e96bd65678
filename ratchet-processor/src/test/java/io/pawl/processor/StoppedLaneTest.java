package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pawl.checkpoint.CheckpointSink;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.stream.LaneState;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must not be recovered from, because it would contradict what was done before. */
class StoppedLaneTest {
  private static final int PARTITION = 0;

  private static final KafkaFixture broker = KafkaFixture.shared();

  private Deployment deployment;
  private ChannelId late;

  /** Four records of one channel and two of a later one; the barrier is before the third. */
  @BeforeEach
  void aLaneWasKilled() {
    deployment = new Deployment(broker);
    var random = new SplittableRandom(1);
    Conversation early = deployment.conversation(random, PARTITION);
    Conversation second = deployment.conversation(random, PARTITION);
    late = second.channel();
    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      early.handshake().forEach(deployment::write);
      deployment.flush();
      lane.work();
      deployment.write(early.seal(Direction.INITIATOR, new byte[] {1}));
      deployment.write(early.seal(Direction.INITIATOR, new byte[] {2}));
      second.handshake().forEach(deployment::write);
      deployment.flush();
      lane.work();
    }
  }

  @AfterEach
  void close() {
    deployment.close();
  }

  private StopReason reason() {
    LaneStopped stopped =
        catchThrowableOfType(
            LaneStopped.class, () -> DrivenLane.start(deployment, PARTITION, 100_000).close());
    assertThat(stopped).as("the lane goes on").isNotNull();
    assertThat(stopped.getMessage()).startsWith(stopped.reason() + ": ");
    return stopped.reason();
  }

  private TopicPartition log() {
    return new TopicPartition(deployment.topics().log(), PARTITION);
  }

  private void setOffset(long offset) {
    deployment.operate(admin ->
        admin
            .alterConsumerGroupOffsets(
                deployment.group(), Map.of(log(), new OffsetAndMetadata(offset)))
            .all()
            .get());
  }

  private Fact.Descriptor describedLate() {
    return deployment.committed(deployment.topics().facts(), PARTITION).stream()
        .map(record -> deployment.codec().decodeFact(record.value()))
        .map(decoded -> ((Decoded.Value<Fact>) decoded).record())
        .filter(Fact.Descriptor.class::isInstance)
        .map(Fact.Descriptor.class::cast)
        .filter(fact -> fact.channel().equals(late))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anOffsetThatIsMissing() {
    deployment.operate(
        admin -> admin.deleteConsumerGroupOffsets(deployment.group(), Set.of(log())).all().get());

    assertThat(reason()).isEqualTo(StopReason.OFFSET_MISSING);
  }

  @Test
  void anOffsetThatWasSetBackBeforeTheBarrier() {
    setOffset(1);

    assertThat(reason()).isEqualTo(StopReason.OFFSET_BEFORE_BARRIER);
  }

  @Test
  void anOffsetThatWasSetBackBeforeAPosition() {
    setOffset(4);

    assertThat(reason()).isEqualTo(StopReason.POSITION_BEYOND_OFFSET);
  }

  @Test
  void aLogThatEndsBeforeTheOffset() {
    setOffset(20);

    assertThat(reason()).isEqualTo(StopReason.LOG_TOO_SHORT);
  }

  @Test
  void aLogThatBeginsBehindTheBarrier() {
    deployment.truncate(deployment.topics().log(), PARTITION, 3);

    assertThat(reason()).isEqualTo(StopReason.LOG_LOST);
  }

  @Test
  void aLogThatBeginsAtTheBarrierIsEnough() {
    deployment.truncate(deployment.topics().log(), PARTITION, 2);

    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      assertThat(lane.hasWork()).isFalse();
    }
  }

  @Test
  void factsThatNobodyFoldedAndAreGone() {
    deployment.truncate(deployment.topics().facts(), PARTITION, 3);

    assertThat(reason()).isEqualTo(StopReason.FACTS_LOST);
  }

  @Test
  void aDescriptorThatIsNewerThanItsPosition() {
    setOffset(6);
    Fact.Descriptor known = describedLate();
    // One more record, so that there is an offset that the descriptor may claim.
    deployment.write(PARTITION, null, new byte[] {1});
    setOffsetAfterOneMore(known);

    assertThat(reason()).isEqualTo(StopReason.DESCRIPTOR_BEYOND_POSITION);
  }

  private void setOffsetAfterOneMore(Fact.Descriptor known) {
    deployment.flush();
    setOffset(7);
    deployment.tell(PARTITION, new Fact.Descriptor(known.descriptor(), 6));
  }

  @Test
  void aBarrierOfAnotherLog() {
    deployment.tell(PARTITION, new Fact.Barrier(3, new LogIdentity(Uuid.randomUuid(), 3)));

    assertThat(reason()).isEqualTo(StopReason.OTHER_LOG);
  }

  @Test
  void checkpointsOfAnotherLog() {
    LogIdentity other = new LogIdentity(Uuid.randomUuid(), Deployment.PARTITIONS);
    try (CheckpointSink _ = deployment.sink(other)) {
      deployment.awaitFolded();
    }

    assertThat(reason()).isEqualTo(StopReason.OTHER_LOG);
  }

  @Test
  void aSchemaThatTheRegistryHasLost() {
    int lost = 4_711;
    byte[] value = new byte[100];
    ByteBuffer.wrap(value).put((byte) 0).putInt(lost);
    deployment.write(PARTITION, null, value);
    deployment.flush();
    // It decoded once: that is what a lane wrote down.
    deployment.tell(PARTITION, new Fact.SchemaSeen(lost, 6));
    setOffset(7);

    assertThat(reason()).isEqualTo(StopReason.SCHEMA_LOST);
  }

  private void fold() {
    try (CheckpointSink _ = deployment.sink()) {
      deployment.awaitFolded();
    }
  }

  @Test
  void checkpointsThatLackAnEntry() {
    fold();
    deployment.tamper(
        deployment.topics().checkpoints(),
        PARTITION,
        CheckpointKey.of(CheckpointKey.Kind.POSITION, late).toBytes(),
        null);

    assertThat(reason()).isEqualTo(StopReason.CHECKPOINTS_INCOMPLETE);
  }

  @Test
  void checkpointsThatSomebodyElseWritesTo() {
    fold();
    deployment.tamper(
        deployment.topics().checkpoints(), PARTITION, new byte[] {99}, new byte[] {1});

    assertThat(reason()).isEqualTo(StopReason.CHECKPOINTS_DAMAGED);
  }

  @Test
  void aProcessorShowsTheReasonAndItsOtherLanesGoOn() {
    setOffset(1);

    try (RatchetProcessor processor = deployment.processor()) {
      await()
          .atMost(Deployment.PATIENCE)
          .until(() -> processor.states().get(PARTITION) instanceof LaneState.Stopped);
      await()
          .atMost(Deployment.PATIENCE)
          .until(() -> processor.states().get(1) instanceof LaneState.Live);

      assertThat(processor.states().get(PARTITION))
          .isInstanceOfSatisfying(
              LaneState.Stopped.class,
              state -> assertThat(state.reason()).isEqualTo(StopReason.OFFSET_BEFORE_BARRIER));
    }
  }

  @Test
  void nothingStopsALaneWhoseCheckpointsAreFolded() {
    fold();

    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      assertThat(List.of(lane.hasWork())).containsExactly(false);
    }
  }
}
