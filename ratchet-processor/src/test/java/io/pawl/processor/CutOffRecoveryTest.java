package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.checkpoint.CheckpointSink;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.ratchet.Direction;
import io.pawl.stream.BrokerUnavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recovery that something happens to, between what it reads. */
class CutOffRecoveryTest {
  private static final int PARTITION = 0;

  private static Conversation open(Deployment deployment, SplittableRandom random) {
    Conversation conversation;
    do {
      conversation = new Conversation(random, deployment.processorsKey());
    } while (conversation.channel().partition(Deployment.PARTITIONS) != PARTITION);
    conversation.handshake().forEach(deployment::write);
    return conversation;
  }

  private static void talk(Deployment deployment, Conversation conversation, int messages) {
    for (int i = 0; i < messages; i++) {
      deployment.write(conversation.seal(Direction.of(i & 1), new byte[] {1}));
    }
    deployment.flush();
  }

  /** Runs {@code event} at the first call, and nothing after. */
  private static Runnable once(Runnable event) {
    AtomicBoolean happened = new AtomicBoolean();
    return () -> {
      if (happened.compareAndSet(false, true)) {
        event.run();
      }
    };
  }

  @Test
  void aBrokerThatVanishesMidwayIsWaitedForAndLeavesNoHarm(@TempDir Path folder) {
    var random = new SplittableRandom(1);
    EmbeddedKafka broker = EmbeddedKafka.start(BrokerSettings.temporary().in(folder));
    int port = broker.port();
    try (Deployment deployment = new Deployment(broker);
        DrivenLane lane = DrivenLane.start(deployment, PARTITION, 10)) {
      Conversation conversation = open(deployment, random);
      talk(deployment, conversation, 50);
      lane.work();
      lane.waitOnly(Duration.ofSeconds(2));

      assertThatThrownBy(() -> lane.killAndRecover(once(broker::close)))
          .isInstanceOf(BrokerUnavailable.class);

      try (EmbeddedKafka _ =
          EmbeddedKafka.start(BrokerSettings.temporary().in(folder).onPort(port))) {
        lane.waitOnly(Deployment.PATIENCE);
        lane.killAndRecover();
        assertThat(lane.state()).isEqualTo(lane.twinsState());

        talk(deployment, conversation, 50);
        lane.work();
        assertThat(lane.state()).isEqualTo(lane.twinsState());
      }
    } finally {
      broker.close();
    }
  }

  @Test
  void factsThatTheSinkFoldsAndLetsGoOfMeanwhileAreReadFromItsCheckpoints() {
    var random = new SplittableRandom(2);
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        Deployment deployment = new Deployment(broker);
        DrivenLane lane = DrivenLane.start(deployment, PARTITION, 10)) {
      Conversation conversation = open(deployment, random);
      talk(deployment, conversation, 50);
      lane.work();
      fold(deployment);
      talk(deployment, conversation, 50);
      lane.work();

      lane.killAndRecover(
          once(() -> {
            fold(deployment);
            letGoOfFacts(deployment);
          }));

      assertThat(lane.state()).isEqualTo(lane.twinsState());
    }
  }

  private static void fold(Deployment deployment) {
    try (CheckpointSink _ = deployment.sink()) {
      deployment.awaitFolded();
    }
  }

  private static void letGoOfFacts(Deployment deployment) {
    String facts = deployment.topics().facts();
    long after = deployment.committed(facts, PARTITION).getLast().offset() + 1;
    deployment.truncate(facts, PARTITION, after);
  }
}
