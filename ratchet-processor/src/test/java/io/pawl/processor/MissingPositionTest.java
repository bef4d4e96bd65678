package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.Rejection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A channel that is described, and whose position was lost. */
class MissingPositionTest {
  private static final int PARTITION = 0;

  private static final KafkaFixture broker = KafkaFixture.shared();

  private static Conversation conversation(Deployment deployment, SplittableRandom random) {
    Conversation conversation;
    do {
      conversation = new Conversation(random, deployment.processorsKey());
    } while (conversation.channel().partition(Deployment.PARTITIONS) != PARTITION);
    return conversation;
  }

  private static List<Fact> facts(Deployment deployment) {
    return deployment.committed(deployment.topics().facts(), PARTITION).stream()
        .map(record -> deployment.codec().decodeFact(record.value()))
        .map(decoded -> ((Decoded.Value<Fact>) decoded).record())
        .toList();
  }

  /** A descriptor as a processor told it. */
  private static Fact.Descriptor described(Deployment deployment, Conversation conversation) {
    return facts(deployment).stream()
        .filter(Fact.Descriptor.class::isInstance)
        .map(Fact.Descriptor.class::cast)
        .filter(fact -> fact.channel().equals(conversation.channel()))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static List<Event> events(Deployment deployment) {
    return deployment.committed(deployment.topics().accepted(), PARTITION).stream()
        .map(record -> deployment.codec().decodeAccepted(record.value()))
        .flatMap(decoded ->
            decoded instanceof Decoded.Value<Accepted>(Accepted.Told(Event event))
                    && event instanceof Event.ReestablishRequired
                ? Stream.of(event)
                : Stream.empty())
        .toList();
  }

  private static List<Long> accepted(Deployment deployment) {
    return deployment.committed(deployment.topics().accepted(), PARTITION).stream()
        .flatMap(record -> LogOffset.read(record.headers()).stream().boxed())
        .toList();
  }

  private static List<String> refused(Deployment deployment) {
    return deployment.committed(deployment.topics().rejected(), PARTITION).stream()
        .map(record -> deployment.codec().decodeRejected(record.value()))
        .map(decoded -> ((Decoded.Value<Rejection>) decoded).record().code())
        .toList();
  }

  @Test
  void itsPeersAreAskedToRekeyAndNobodyElseNotices() {
    var random = new SplittableRandom(1);
    try (Deployment elsewhere = new Deployment(broker);
        Deployment deployment = new Deployment(broker)) {
      Conversation lost = conversation(elsewhere, random);
      try (DrivenLane lane = DrivenLane.start(elsewhere, PARTITION, 10)) {
        lost.handshake().forEach(elsewhere::write);
        elsewhere.flush();
        lane.work();
      }
      Conversation other = conversation(deployment, random);
      other.handshake().forEach(deployment::write);
      deployment.write(other.seal(Direction.INITIATOR, new byte[] {1}));
      deployment.flush();
      try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 10)) {
        lane.work();
        deployment.tell(PARTITION, new Fact.Descriptor(described(elsewhere, lost).descriptor(), 2));

        lane.killAndRecover();

        assertThat(lane.counted("pawl.checkpoint.missing")).isEqualTo(1);
        assertThat(events(deployment))
            .containsExactly(
                asked(lost, Direction.INITIATOR, 2), asked(lost, Direction.RESPONDER, 2));
        assertThat(facts(deployment))
            .anySatisfy(fact ->
                assertThat(fact)
                    .isInstanceOfSatisfying(
                        Fact.Position.class,
                        position -> {
                          assertThat(position.channel()).isEqualTo(lost.channel());
                          assertThat(position.covered()).isEqualTo(2);
                        }));

        Envelope afterwards = lost.seal(Direction.INITIATOR, new byte[] {1});
        deployment.write(afterwards);
        deployment.write(other.seal(Direction.INITIATOR, new byte[] {2}));
        lost.rekey(Reason.ROUTINE).forEach(deployment::write);
        deployment.write(lost.seal(Direction.INITIATOR, new byte[] {2}));
        deployment.flush();
        lane.work();

        assertThat(refused(deployment)).containsExactly("REKEY_REQUIRED");
        assertThat(accepted(deployment)).containsExactly(0L, 1L, 2L, 4L, 5L, 6L, 7L);

        lane.killAndRecover();
        assertThat(lane.counted("pawl.checkpoint.missing")).isEqualTo(1);
      }
    }
  }

  private static Event asked(Conversation lost, Direction direction, long offset) {
    return new Event.ReestablishRequired(
        lost.channel(), 1, direction, Refusal.CHECKPOINT_MISSING, false, offset);
  }

  @Test
  void aPositionOfAChannelThatNothingDescribesIsLeftOut() {
    var random = new SplittableRandom(2);
    try (Deployment elsewhere = new Deployment(broker);
        Deployment deployment = new Deployment(broker)) {
      Conversation unknown = conversation(elsewhere, random);
      try (DrivenLane lane = DrivenLane.start(elsewhere, PARTITION, 10)) {
        unknown.handshake().forEach(elsewhere::write);
        elsewhere.flush();
        lane.work();
      }
      Fact.Position position =
          facts(elsewhere).stream()
              .filter(Fact.Position.class::isInstance)
              .map(Fact.Position.class::cast)
              .findFirst()
              .orElseThrow();
      conversation(deployment, random).handshake().forEach(deployment::write);
      deployment.flush();
      try (DrivenLane lane = DrivenLane.start(deployment, PARTITION, 10)) {
        lane.work();
        deployment.tell(PARTITION, new Fact.Position(position.position(), 1));

        lane.killAndRecover();

        assertThat(lane.counted("pawl.checkpoint.undescribed")).isEqualTo(1);
        assertThat(lane.state()).isEqualTo(lane.twinsState());
      }
    }
  }
}
