package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.Direction;
import io.pawl.stream.LaneState;
import io.pawl.stream.LogOffset;
import io.pawl.stream.TransactionalSink;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Two owners of one partition, of which only one is right. */
class FencedLaneTest {
  private static final int FENCES = 5;
  private static final int RECORDS_BETWEEN = 200;

  private static final KafkaFixture broker = KafkaFixture.shared();

  @Test
  void aLaneThatIsFencedAgainAndAgainGivesEachRecordOneOutcomeInLogOrder() {
    var random = new SplittableRandom(1);
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor processor = deployment.processor()) {
      Conversation conversation = new Conversation(random, deployment.processorsKey());
      conversation.handshake().forEach(deployment::write);
      int partition = conversation.channel().partition(Deployment.PARTITIONS);
      for (int fence = 0; fence < FENCES; fence++) {
        seal(deployment, conversation, random);
        await()
            .atMost(Deployment.PATIENCE)
            .until(() -> processor.states().get(partition) instanceof LaneState.Live);
        try (TransactionalSink usurper = deployment.usurper(partition)) {
          usurper.initialise();
        }
      }
      seal(deployment, conversation, random);
      deployment.awaitJudged();

      long records = 2 + (FENCES + 1) * RECORDS_BETWEEN;
      assertThat(accepted(deployment, partition))
          .isEqualTo(LongStream.range(0, records).boxed().toList());
      assertThat(deployment.committed(deployment.topics().rejected(), partition)).isEmpty();
    }
  }

  @Test
  void whatAFencedOwnerHadSentNobodySees() {
    var random = new SplittableRandom(2);
    try (Deployment deployment = new Deployment(broker)) {
      Conversation conversation = new Conversation(random, deployment.processorsKey());
      conversation.handshake().forEach(deployment::write);
      int partition = conversation.channel().partition(Deployment.PARTITIONS);
      // Stopped in the middle of a transaction, before another took the partition.
      try (TransactionalSink stopped = deployment.usurper(partition)) {
        stopped.initialise();
        stopped.send(
            new ProducerRecord<>(
                deployment.topics().accepted(), partition, new byte[16], new byte[] {1}));
        try (RatchetProcessor _ = deployment.processor()) {
          seal(deployment, conversation, random);
          deployment.awaitJudged();
        }
      }

      assertThat(deployment.committed(deployment.topics().accepted(), partition))
          .noneMatch(record -> record.value().length == 1);
      assertThat(accepted(deployment, partition)).hasSize(2 + RECORDS_BETWEEN);
    }
  }

  private static void seal(
      Deployment deployment, Conversation conversation, SplittableRandom random) {
    for (int i = 0; i < RECORDS_BETWEEN; i++) {
      deployment.write(conversation.seal(Direction.of(random.nextInt(2)), new byte[] {1}));
    }
  }

  private static List<Long> accepted(Deployment deployment, int partition) {
    return deployment.committed(deployment.topics().accepted(), partition).stream()
        .flatMap(record -> LogOffset.read(record.headers()).stream().boxed())
        .toList();
  }
}
