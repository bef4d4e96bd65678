package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.stream.InvitationKey;
import io.pawl.stream.LaneState;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RatchetProcessorTest {
  private static final KafkaFixture broker = KafkaFixture.shared();

  /** Writes what peers and others would, in an order that only {@code random} decides. */
  static void writeTraffic(
      Deployment deployment,
      List<Conversation> conversations,
      int records,
      SplittableRandom random) {
    List<Envelope> sent = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      Conversation conversation = conversations.get(random.nextInt(conversations.size()));
      Envelope envelope =
          conversation.seal(
              Direction.of(random.nextInt(2)), ("message " + i).getBytes(StandardCharsets.UTF_8));
      sent.add(envelope);
      deployment.write(envelope);
      switch (random.nextInt(12)) {
        case 0 -> deployment.write(sent.get(random.nextInt(sent.size())));
        case 1 -> deployment.write(withTag(envelope, "00".repeat(16)));
        case 2 -> deployment.write(0, null, new byte[] {1, 2, 3});
        case 3 -> deployment.write(1, conversation.channel().toBytes(), null);
        case 4 ->
            deployment.write(
                (conversation.channel().partition(Deployment.PARTITIONS) + 1)
                    % Deployment.PARTITIONS,
                conversation.channel().toBytes(),
                deployment.codec().encode(envelope));
        default -> {}
      }
    }
  }

  private static Envelope withTag(Envelope e, String tag) {
    return new Envelope(
        e.channel(),
        e.epoch(),
        e.direction(),
        e.slot(),
        e.counter(),
        e.ciphertext(),
        Bytes.fromHex(tag));
  }

  static List<Conversation> open(Deployment deployment, int count, SplittableRandom random) {
    List<Conversation> conversations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Conversation conversation = new Conversation(random, deployment.processorsKey());
      conversation.handshake().forEach(deployment::write);
      conversations.add(conversation);
    }
    return conversations;
  }

  @Test
  void eachRecordOfTheLogHasOneOutcomeInLogOrder() {
    var random = new SplittableRandom(1);
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor _ = deployment.processor()) {
      writeTraffic(deployment, open(deployment, 10, random), 3_000, random);
      deployment.awaitJudged();

      Outcomes.assertOneEach(deployment);
    }
  }

  @Test
  void acceptedRecordsGoOutAsTheBytesTheyCameIn() {
    var random = new SplittableRandom(2);
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor _ = deployment.processor()) {
      Conversation conversation = open(deployment, 1, random).getFirst();
      Envelope envelope = conversation.seal(Direction.INITIATOR, new byte[] {1});
      deployment.write(envelope);
      deployment.awaitJudged();

      var out =
          deployment
              .committed(
                  deployment.topics().accepted(),
                  conversation.channel().partition(Deployment.PARTITIONS))
              .getLast();
      assertThat(out.value()).isEqualTo(deployment.codec().encode(envelope));
      assertThat(out.key()).isEqualTo(conversation.channel().toBytes());
    }
  }

  @Test
  void aRestartedProcessorGoesOnWhereTheLastOneStopped() {
    var random = new SplittableRandom(3);
    try (Deployment deployment = new Deployment(broker)) {
      List<Conversation> conversations;
      try (RatchetProcessor _ = deployment.processor()) {
        conversations = open(deployment, 5, random);
        writeTraffic(deployment, conversations, 1_000, random);
        // Closed while records still wait: it stops somewhere among them.
      }
      writeTraffic(deployment, conversations, 500, random);
      try (RatchetProcessor _ = deployment.processor()) {
        deployment.awaitJudged();
      }

      Outcomes.assertOneEach(deployment);
    }
  }

  @Test
  void processorsThatJoinAndLeaveGiveEachRecordOneOutcome() {
    var random = new SplittableRandom(4);
    try (Deployment deployment = new Deployment(broker)) {
      List<Conversation> conversations = open(deployment, 5, random);
      RatchetProcessor first = deployment.processor();
      writeTraffic(deployment, conversations, 1_000, random);
      try (RatchetProcessor second = deployment.processor()) {
        writeTraffic(deployment, conversations, 1_000, random);
        await().atMost(Deployment.PATIENCE).until(() -> !second.states().isEmpty());
        first.close();
        writeTraffic(deployment, conversations, 1_000, random);
        deployment.awaitJudged();
      } finally {
        first.close();
      }

      Outcomes.assertOneEach(deployment);
    }
  }

  @Test
  void anInvitationStandsUntilItIsAnswered() {
    var random = new SplittableRandom(5);
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor _ = deployment.processor()) {
      Conversation pending = new Conversation(random, deployment.processorsKey());
      deployment.write(pending.offer());
      Conversation answered = open(deployment, 1, random).getFirst();
      deployment.awaitJudged();

      assertThat(lastInvitation(deployment, pending).value())
          .isEqualTo(deployment.codec().encode(pending.offer()));
      assertThat(lastInvitation(deployment, answered).value()).isNull();
    }
  }

  private static ConsumerRecord<byte[], byte[]> lastInvitation(
      Deployment deployment, Conversation conversation) {
    byte[] key =
        new InvitationKey(conversation.offer().responder(), conversation.channel()).toBytes();
    return deployment
        .committed(
            deployment.topics().invitations(),
            conversation.channel().partition(Deployment.PARTITIONS))
        .stream()
        .filter(record -> Bytes.wrap(record.key()).equals(Bytes.wrap(key)))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  @Test
  void aProcessorThatEndsInOrderLeavesFactsUpToItsLastRecord() {
    var random = new SplittableRandom(6);
    try (Deployment deployment = new Deployment(broker)) {
      Conversation conversation;
      try (RatchetProcessor _ = deployment.processor()) {
        conversation = open(deployment, 1, random).getFirst();
        deployment.write(conversation.seal(Direction.INITIATOR, new byte[] {1}));
        deployment.awaitJudged();
        deployment.write(conversation.seal(Direction.INITIATOR, new byte[] {2}));
        deployment.awaitJudged();
      }

      List<Fact> facts = facts(deployment, conversation.channel());
      assertThat(facts).hasAtLeastOneElementOfType(Fact.Descriptor.class);
      // Offer, answer and envelope have a schema each.
      assertThat(facts)
          .filteredOn(Fact.SchemaSeen.class::isInstance)
          .extracting(fact -> ((Fact.SchemaSeen) fact).logOffset())
          .containsExactly(0L, 1L, 2L);
      Fact.Position position =
          facts.stream()
              .filter(Fact.Position.class::isInstance)
              .map(Fact.Position.class::cast)
              .reduce((earlier, later) -> later)
              .orElseThrow();
      assertThat(position.covered()).isEqualTo(3);
      assertThat(position.position().accepted()).isEqualTo(2);
      assertThat(facts.getLast())
          .isInstanceOfSatisfying(
              Fact.Barrier.class, barrier -> assertThat(barrier.logOffset()).isEqualTo(4));
    }
  }

  @Test
  void aDirtyChannelsPositionIsToldAfterABoundedNumberOfRecords() {
    var random = new SplittableRandom(7);
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor _ = deployment.processor(100)) {
      Conversation conversation = open(deployment, 1, random).getFirst();
      for (int i = 0; i < 1_000; i++) {
        deployment.write(conversation.seal(Direction.INITIATOR, new byte[] {1}));
        if (i % 100 == 0) {
          // A transaction's end is where facts are told.
          deployment.awaitJudged();
        }
      }
      deployment.awaitJudged();

      assertThat(facts(deployment, conversation.channel()))
          .filteredOn(Fact.Position.class::isInstance)
          .hasSizeGreaterThan(5);
    }
  }

  private static List<Fact> facts(Deployment deployment, ChannelId channel) {
    return deployment
        .committed(deployment.topics().facts(), channel.partition(Deployment.PARTITIONS))
        .stream()
        .map(record -> deployment.codec().decodeFact(record.value()))
        .map(decoded -> ((Decoded.Value<Fact>) decoded).record())
        .toList();
  }

  @Test
  void aRecordWhoseSchemaCannotBeLookedUpIsWaitedForAndNotRefused() {
    var random = new SplittableRandom(8);
    UnsteadyRegistry registry = new UnsteadyRegistry();
    try (Deployment deployment = new Deployment(broker, registry);
        RatchetProcessor processor = deployment.processor()) {
      Conversation conversation = open(deployment, 1, random).getFirst();
      deployment.awaitJudged();
      byte[] value =
          deployment.codec().encode(conversation.seal(Direction.INITIATOR, new byte[] {1}));
      byte[] elsewhere = registry.underNewId(value);
      registry.goDown();
      int partition = conversation.channel().partition(Deployment.PARTITIONS);
      deployment.write(partition, conversation.channel().toBytes(), elsewhere);
      await()
          .atMost(Deployment.PATIENCE)
          .until(() -> processor.states().get(partition) instanceof LaneState.Waiting);

      registry.comeBack();
      deployment.awaitJudged();

      assertThat(Outcomes.of(deployment, partition).accepted()).containsExactly(0L, 1L, 2L);
      assertThat(Outcomes.of(deployment, partition).rejected()).isEmpty();
    }
  }
}
