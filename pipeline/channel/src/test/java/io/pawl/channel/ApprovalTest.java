package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.scheduler.Schedulers;

/** Transitions that others have to approve. */
@ExtendWith(Broker.Resolver.class)
class ApprovalTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;
  private static final int ROUTINE_REKEY = 2;

  private static Policy approvedBy(Peer approver) {
    return new Policy(32, 16, 32, 64, 4, 3, 8, 1, ROUTINE_REKEY, List.of(approver.identity()));
  }

  @Test
  void aRekeyWaitsForItsApprovalWhileMessagesPass(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 140)) {
      Peer approver = deployment.peer(deployment.client());
      var pair = deployment.pair(deployment.client(), approvedBy(approver));
      List<PendingApproval> waiting = new CopyOnWriteArrayList<>();
      approver.approvals().subscribe(waiting::add);

      var rekeyed = pair.initiator().rekey(2, Reason.ROUTINE).toFuture();
      await().atMost(PATIENCE).until(() -> waiting.size() == 1);
      pair.initiator().send(Lines.payload("meanwhile")).block(PATIENCE);

      assertThat(rekeyed).isNotDone();
      assertThat(pair.initiator().health().pending())
          .isEqualTo(new ChannelHealth.Pending(Kind.REKEY, 2, true, true));
      assertThat(waiting.getFirst().channel()).isEqualTo(pair.initiator().id());
      assertThat(waiting.getFirst().epoch()).isEqualTo(2);

      waiting.getFirst().approve().block(PATIENCE);
      assertThat(rekeyed).succeedsWithin(PATIENCE).isEqualTo(2);
      pair.initiator().send(Lines.payload("after")).block(PATIENCE);
      assertThat(Lines.received(pair.responder(), 2)).containsExactly("meanwhile", "after");
      // What is settled is not listed to whoever asks later.
      assertThat(approver.approvals().take(Duration.ofSeconds(3)).collectList().block()).isEmpty();
    }
  }

  @Test
  void anEpochThatBeganWithoutItsApprovalIsNotUsed(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 141)) {
      Peer approver = deployment.peer(deployment.client());
      var limits = ChannelLimits.DEFAULT.healing(1, 1, Duration.ofHours(1));
      var pair = deployment.pair(deployment.client(limits), approvedBy(approver));
      var began = pair.initiator().events().ofType(ChannelEvent.EpochBegan.class).next().toFuture();
      pair.initiator().rekey(2, Reason.ROUTINE).subscribe(epoch -> {}, error -> {});
      await()
          .atMost(PATIENCE)
          .until(() -> {
            ChannelHealth.Pending pending = pair.initiator().health().pending();
            return pending != null && pending.answered();
          });

      var offer = deployment.processor().log(Offer.class).getLast();
      var event =
          new Event.Activated(
              offer.channel(),
              2,
              Kind.REKEY,
              Handshake.offerId(offer),
              Bytes.wrap(new byte[32]),
              9);
      deployment.inject(
          List.of(
              new ProducerRecord<>(
                  deployment.topics().accepted(),
                  offer.channel().partition(TestDeployment.PARTITIONS),
                  offer.channel().toBytes(),
                  deployment.codec().encode(event))));

      assertThat(began)
          .succeedsWithin(PATIENCE)
          .isEqualTo(new ChannelEvent.EpochBegan(2, Kind.REKEY, Reason.ROUTINE, false));
      assertThat(pair.initiator().health().sending()).isNull();
    }
  }

  @Test
  void whileNothingIsNewNothingIsRead(Broker broker) throws Exception {
    try (var deployment = TestDeployment.silent(broker, 142);
        ChannelClient client = deployment.client()) {
      var readings = new AtomicInteger();
      Connection connection = deployment.connection(new SteppedLog(), ChannelLimits.DEFAULT);
      List<TopicPartition> partitions =
          IntStream.range(0, TestDeployment.PARTITIONS)
              .mapToObj(each -> new TopicPartition(deployment.topics().accepted(), each))
              .toList();
      try (var desk =
          new ApprovalDesk(
              connection,
              partitions,
              () -> {
                readings.incrementAndGet();
                return PartitionReader.connect(
                    broker.client(), IsolationLevel.READ_COMMITTED, PATIENCE);
              },
              new PatientDecoder(deployment.codec(), PATIENCE),
              Schedulers.boundedElastic())) {
        desk.approvals(deployment.peer(client)).subscribe();
        await().atMost(PATIENCE).until(() -> readings.get() == 1);
        await().during(Duration.ofMillis(2_500)).atMost(PATIENCE).until(() -> readings.get() == 1);

        deployment.inject(
            List.of(
                new ProducerRecord<>(
                    deployment.topics().accepted(), 1, new byte[16], new byte[] {1})));

        await().atMost(PATIENCE).until(() -> readings.get() == 2);
      }
    }
  }

  @Test
  void whoListensHearsThatTheClientCloses(Broker broker) {
    try (var deployment = TestDeployment.silent(broker, 143)) {
      ChannelClient client = deployment.client();
      var listening = deployment.peer(client).approvals().then().toFuture();

      client.close();

      assertThat(listening).succeedsWithin(PATIENCE);
    }
  }
}
