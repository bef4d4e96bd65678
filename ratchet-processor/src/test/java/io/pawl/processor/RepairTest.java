package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pawl.checkpoint.CheckpointSink;
import io.pawl.checkpoint.repair.LaneOffset;
import io.pawl.checkpoint.repair.OffsetSearch;
import io.pawl.checkpoint.repair.Rebuild;
import io.pawl.checkpoint.repair.RepairFailure;
import io.pawl.checkpoint.repair.RepairSettings;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.stream.LaneState;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lanes that stopped serve again, and give no record a second outcome. */
class RepairTest {
  private static final int PARTITION = 0;

  /** Of no record. */
  private static final int UNTOUCHED = 1;

  /** Records of the log when the lane is killed. */
  private static final long JUDGED = 6;

  /** How long Kafka keeps outcomes, unless told otherwise. */
  private static final Duration KEPT = Duration.ofDays(7);

  /** What clocks may differ by. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private static final KafkaFixture broker = KafkaFixture.shared();

  private Deployment deployment;
  private Conversation early;

  /** The lane's state when it was killed. */
  private Bytes before;

  /** Four records of one channel and two of a later one; the barrier is before the third. */
  @BeforeEach
  void aLaneWasKilled() {
    deployment = new Deployment(broker);
    var random = new SplittableRandom(1);
    early = deployment.conversation(random, PARTITION);
    Conversation late = deployment.conversation(random, PARTITION);
    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      early.handshake().forEach(deployment::write);
      deployment.flush();
      lane.work();
      say(1);
      say(2);
      late.handshake().forEach(deployment::write);
      deployment.flush();
      lane.work();
      before = lane.state();
    }
  }

  @AfterEach
  void close() {
    deployment.close();
  }

  private void say(int what) {
    deployment.write(early.seal(Direction.INITIATOR, new byte[] {(byte) what}));
    deployment.flush();
  }

  private RepairSettings settings() {
    return RepairSettings.of(
        deployment.client(),
        deployment.topics(),
        deployment.group(),
        deployment.group() + "-sink",
        deployment.codec());
  }

  private LaneOffset find(int partition, InstantSource clock) {
    try (OffsetSearch search = new OffsetSearch(settings(), clock)) {
      return search.find(partition);
    }
  }

  private LaneOffset commit() {
    try (OffsetSearch search = new OffsetSearch(settings(), InstantSource.system())) {
      return search.commit(PARTITION);
    }
  }

  private void loseTheOffset() {
    TopicPartition log = new TopicPartition(deployment.topics().log(), PARTITION);
    deployment.operate(
        admin -> admin.deleteConsumerGroupOffsets(deployment.group(), Set.of(log)).all().get());
  }

  private void loseTheOutcomes() {
    deployment.truncate(deployment.topics().accepted(), PARTITION, -1);
    // Nothing was rejected.
    deployment.tamper(deployment.topics().rejected(), PARTITION, null, new byte[] {1});
    deployment.truncate(deployment.topics().rejected(), PARTITION, -1);
  }

  private StopReason reason() {
    LaneStopped stopped =
        catchThrowableOfType(
            LaneStopped.class, () -> DrivenLane.start(deployment, PARTITION, 100_000).close());
    assertThat(stopped).as("the lane goes on").isNotNull();
    return stopped.reason();
  }

  /** The lane has the state that it had, serves, and has it again after another kill. */
  private void assertItServesAgain() {
    Bytes after;
    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      assertThat(lane.state()).isEqualTo(before);
      say(3);
      lane.work();
      after = lane.state();
    }
    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      assertThat(lane.hasWork()).isFalse();
      assertThat(lane.state()).isEqualTo(after);
    }
    Outcomes.assertOneEach(deployment);
  }

  @Test
  void anOffsetThatIsLostIsFoundAndCommitted() {
    loseTheOffset();
    assertThat(reason()).isEqualTo(StopReason.OFFSET_MISSING);

    assertThat(commit())
        .isEqualTo(
            new LaneOffset(PARTITION, OptionalLong.empty(), JUDGED, new LaneOffset.Committed()));

    assertItServesAgain();
  }

  @Test
  void aRejectionIsAnOutcomeToo() {
    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      deployment.write(PARTITION, null, new byte[] {9});
      deployment.flush();
      lane.work();
      before = lane.state();
    }
    loseTheOffset();

    assertThat(commit().next()).isEqualTo(JUDGED + 1);

    assertItServesAgain();
  }

  @Test
  void recordsThatWaitAreNotTakenForJudged() {
    say(7);
    loseTheOffset();

    assertThat(commit().next()).isEqualTo(JUDGED);

    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      lane.work();
    }
    Outcomes.assertOneEach(deployment);
  }

  @Test
  void anOffsetThatHoldsIsLeftAlone() {
    assertThat(commit())
        .isEqualTo(
            new LaneOffset(PARTITION, OptionalLong.of(JUDGED), JUDGED, new LaneOffset.Holds()));
  }

  @Test
  void aPartitionWithoutRecordsNeedsNoOffset() {
    assertThat(find(UNTOUCHED, InstantSource.system()).standing())
        .isEqualTo(new LaneOffset.Untouched());
  }

  /** An orderly end leaves a barrier, even where nothing was judged. */
  @Test
  void aLaneThatHadNothingToJudgeIsMissedAnOffsetToo() {
    try (DrivenLane lane = DrivenLane.start(deployment, UNTOUCHED, 100_000)) {
      lane.restart();
    }
    TopicPartition log = new TopicPartition(deployment.topics().log(), UNTOUCHED);
    deployment.operate(
        admin -> admin.deleteConsumerGroupOffsets(deployment.group(), Set.of(log)).all().get());

    try (OffsetSearch search = new OffsetSearch(settings(), InstantSource.system())) {
      assertThat(search.commit(UNTOUCHED))
          .isEqualTo(
              new LaneOffset(UNTOUCHED, OptionalLong.empty(), 0, new LaneOffset.Committed()));
    }

    try (DrivenLane lane = DrivenLane.start(deployment, UNTOUCHED, 100_000)) {
      assertThat(lane.hasWork()).isFalse();
    }
  }

  @Test
  void factsTellTheOffsetWhereTheLogEndsThere() {
    loseTheOffset();
    loseTheOutcomes();

    LaneOffset found = find(PARTITION, InstantSource.system());

    assertThat(found.standing()).isEqualTo(new LaneOffset.Due());
    assertThat(found.next()).isEqualTo(JUDGED);
  }

  @Test
  void outcomesThatRetentionHasNotReachedYetAreNotMissed() {
    loseTheOffset();
    loseTheOutcomes();
    say(7);
    // A millisecond before the outcome of the last record would go too: those of the others have.
    Instant last = Instant.ofEpochMilli(deployment.log(PARTITION).getLast().timestamp());
    Instant then = last.plus(KEPT).minus(MARGIN).minusMillis(1);

    LaneOffset found = find(PARTITION, InstantSource.fixed(then));

    assertThat(found.standing()).isEqualTo(new LaneOffset.Due());
    assertThat(found.next()).isEqualTo(JUDGED);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 8})
  void outcomesThatRetentionOrAHandMayHaveTakenAreNotGuessed(long days) {
    loseTheOffset();
    loseTheOutcomes();
    say(7);

    Instant then = Instant.now().plus(Duration.ofDays(days));

    assertThat(find(PARTITION, InstantSource.fixed(then)).standing())
        .isInstanceOfSatisfying(
            LaneOffset.Unknown.class,
            unknown -> assertThat(unknown.why()).startsWith("records 6 to 6 of"));
  }

  private void fold() {
    try (CheckpointSink _ = deployment.sink()) {
      deployment.awaitFolded();
    }
  }

  private void spoilTheCheckpoints() {
    deployment.tamper(
        deployment.topics().checkpoints(), PARTITION, new byte[] {99}, new byte[] {1});
    assertThat(reason()).isEqualTo(StopReason.CHECKPOINTS_DAMAGED);
  }

  private Rebuild.Source rebuild(Rebuild.@Nullable Source from) {
    try (Rebuild rebuild = new Rebuild(settings())) {
      Rebuild.Plan plan = rebuild.plan(PARTITION, from);
      rebuild.execute(plan);
      return plan.source();
    }
  }

  @Test
  void aStateIsRebuiltFromTheLog() {
    fold();
    spoilTheCheckpoints();

    assertThat(rebuild(null)).isEqualTo(Rebuild.Source.LOG);

    assertItServesAgain();
    fold();
    before = stateOf();
    assertItServesAgain();
  }

  private Bytes stateOf() {
    try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 100_000)) {
      return lane.state();
    }
  }

  @Test
  void factsThatAreLostAreToldAnew() {
    deployment.truncate(deployment.topics().facts(), PARTITION, 3);
    assertThat(reason()).isEqualTo(StopReason.FACTS_LOST);

    assertThat(rebuild(null)).isEqualTo(Rebuild.Source.LOG);

    assertItServesAgain();
  }

  @Test
  void aStateIsRebuiltFromTheFactsWhereTheLogHasLostItsBeginning() {
    fold();
    deployment.truncate(deployment.topics().log(), PARTITION, 2);
    spoilTheCheckpoints();

    assertThat(rebuild(null)).isEqualTo(Rebuild.Source.FACTS);
    fold();

    assertThat(stateOf()).isEqualTo(before);
  }

  @Test
  void whatIsNotWholeIsNotRebuiltFrom() {
    fold();
    deployment.truncate(deployment.topics().log(), PARTITION, 2);
    deployment.truncate(deployment.topics().facts(), PARTITION, 1);

    assertThatThrownBy(() -> rebuild(null))
        .isInstanceOf(RepairFailure.class)
        .hasMessage(
            "partition 0 cannot be rebuilt from log or facts: %s-0 begins at 2, and %s-0 begins"
                    .formatted(deployment.topics().log(), deployment.topics().facts())
                + " at 1");
  }

  @Test
  void nothingIsRebuiltUnderALaneThatRuns() {
    try (RatchetProcessor processor = deployment.processor()) {
      await()
          .atMost(Deployment.PATIENCE)
          .until(() -> processor.states().get(PARTITION) instanceof LaneState.Live);

      assertThatThrownBy(() -> rebuild(null))
          .isInstanceOf(RepairFailure.class)
          .hasMessage(
              "group %s has 1 members: stop all processors first".formatted(deployment.group()));
    }
    assertThat(List.of(stateOf())).containsExactly(before);
  }
}
