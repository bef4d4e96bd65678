package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.checkpoint.CheckpointSink;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lane that is killed at any point, and what it is afterwards. */
class RecoveryTest {
  /** The partition that is looked at; others have records too. */
  private static final int PARTITION = 0;

  private static final KafkaFixture broker = KafkaFixture.shared();

  /** When the sink is there. */
  enum Sink {
    NEVER(-1, -1),
    ALWAYS(0, -1),
    FOR_A_WHILE(1, 3);

    private final int startsIn;
    private final int endsAfter;

    Sink(int startsIn, int endsAfter) {
      this.startsIn = startsIn;
      this.endsAfter = endsAfter;
    }
  }

  /** What peers and others write, until there is no more. */
  private static final class Traffic {
    private final Deployment deployment;
    private final SplittableRandom random;
    private final List<Conversation> open = new ArrayList<>();
    private final List<LogRecord> written = new ArrayList<>();

    Traffic(Deployment deployment, SplittableRandom random) {
      this.deployment = deployment;
      this.random = random;
    }

    void write(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
      }
      deployment.flush();
    }

    private void step() {
      int chance = random.nextInt(100);
      if (open.isEmpty() || (chance < 3 && open.size() < 12)) {
        openOne();
      } else if (chance < 4) {
        write(open.remove(random.nextInt(open.size())).close());
      } else if (chance < 7) {
        rekey(any());
      } else if (chance < 15) {
        // Whatever was written comes again, handshakes of closed channels too.
        write(written.get(random.nextInt(written.size())));
      } else if (chance < 17) {
        write(afterALoss(any()));
      } else if (chance < 19) {
        deployment.write(PARTITION, null, new byte[] {0, 0, 0, 0, 99, 1});
      } else {
        write(seal(any()));
      }
    }

    private Conversation any() {
      return open.get(random.nextInt(open.size()));
    }

    private void openOne() {
      Conversation conversation;
      do {
        conversation = new Conversation(random, deployment.processorsKey());
      } while (conversation.channel().partition(Deployment.PARTITIONS) != PARTITION);
      write(conversation.offer());
      if (random.nextInt(5) > 0) {
        write(conversation.handshake().getLast());
        open.add(conversation);
      }
    }

    private void rekey(Conversation conversation) {
      List<LogRecord> transition =
          conversation.rekey(random.nextBoolean() ? Reason.ROUTINE : Reason.SUSPICIOUS);
      write(transition.getFirst());
      if (random.nextInt(4) > 0) {
        write(transition.getLast());
      }
    }

    private Envelope seal(Conversation conversation) {
      return conversation.seal(Direction.of(random.nextInt(2)), new byte[] {1});
    }

    /** So much is lost before it that its direction is dead until the next rekey. */
    private static Envelope afterALoss(Conversation conversation) {
      for (int i = 0; i < 5 * Policy.DEFAULT.slotMessages(); i++) {
        conversation.seal(Direction.INITIATOR, new byte[] {1});
      }
      return conversation.seal(Direction.INITIATOR, new byte[] {1});
    }

    private void write(LogRecord record) {
      written.add(record);
      deployment.write(record);
    }
  }

  @ParameterizedTest(name = "seed={0} sink={1} replayRecords={2}")
  @CsvSource({
    "1, NEVER, 20",
    "2, NEVER, 100000",
    "3, ALWAYS, 1",
    "4, ALWAYS, 50",
    "5, ALWAYS, 300",
    "6, FOR_A_WHILE, 40",
    "7, FOR_A_WHILE, 200",
    "8, FOR_A_WHILE, 100000"
  })
  void aKilledLaneIsOneThatNeverStopped(long seed, Sink when, long replayRecords) {
    var random = new SplittableRandom(seed);
    try (Deployment deployment = new Deployment(broker);
        DrivenLane lane = DrivenLane.start(deployment, PARTITION, replayRecords)) {
      Traffic traffic = new Traffic(deployment, random);
      CheckpointSink sink = null;
      try {
        for (int round = 0; round < 5; round++) {
          if (round == when.startsIn) {
            // Seldom enough that some entries stand in pages, some alone, and some in both.
            sink = deployment.sink(30);
          } else if (round == when.endsAfter && sink != null) {
            deployment.awaitFolded();
            sink.close();
          }
          traffic.write(150);
          workAndDie(lane, random);
        }
      } finally {
        if (sink != null) {
          sink.close();
        }
      }

      assertThat(withoutEmpty(lane.facts())).isEqualTo(withoutEmpty(lane.twinsFacts()));
    }
  }

  private static void workAndDie(DrivenLane lane, SplittableRandom random) {
    while (lane.hasWork()) {
      lane.take(1 + random.nextInt(60));
      if (random.nextInt(4) > 0) {
        lane.commit();
      } else if (random.nextInt(4) > 0) {
        lane.killAndRecover();
        assertThat(lane.state()).isEqualTo(lane.twinsState());
      } else {
        lane.restart();
        assertThat(lane.state()).isEqualTo(lane.twinsState());
      }
    }
    lane.commit();
    assertThat(lane.state()).isEqualTo(lane.twinsState());
  }

  private static <T> List<List<T>> withoutEmpty(List<List<T>> lists) {
    return lists.stream().filter(list -> !list.isEmpty()).toList();
  }
}
