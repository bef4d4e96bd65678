package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.SigningKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** What a later process can learn of what an earlier one had sealed. */
@ExtendWith(Broker.Resolver.class)
class SealedTest {
  private final MemoryVault vault = new MemoryVault();
  private final List<Sealed> notes = new CopyOnWriteArrayList<>();

  @Test
  void whatReachedTheLogIsFoundAndWhatDidNotIsNot(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 30)) {
      SigningKey identity = deployment.identity();
      Peer partner = deployment.peer(deployment.client());
      ChannelClient first = deployment.client();
      var pair = deployment.pair(first.peer(identity, vault), partner, TestDeployment.SMALL);
      pair.initiator().send(Lines.payload("before")).block(TestDeployment.PATIENCE);
      Sent sent = noted(pair.initiator(), "arrives");
      // The note of this one is kept, and nobody comes to write it.
      var cut = pair.initiator().send(Lines.payload("lost"), this::keepAndHang).toFuture();
      await().atMost(TestDeployment.PATIENCE).until(() -> notes.size() == 2);
      assertThat(find(pair.initiator(), notes.getFirst())).isEqualTo(sent);
      first.close();
      assertThat(cut).isCompletedExceptionally();

      PeerChannel resumed =
          deployment
              .client()
              .peer(identity, vault)
              .resume()
              .single()
              .blockOptional(TestDeployment.PATIENCE)
              .orElseThrow();

      assertThat(find(resumed, notes.get(0))).isEqualTo(sent);
      assertThat(find(resumed, notes.get(1))).isNull();
      noted(resumed, "again");
      assertThat(Lines.received(pair.responder(), 3)).containsExactly("before", "arrives", "again");
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
    }
  }

  @Test
  void anEnvelopeOfAnotherTagIsNotTakenForIt(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 31)) {
      PeerChannel channel = deployment.pair(deployment.client(), TestDeployment.SMALL).initiator();
      noted(channel, "line");

      var other =
          new Sealed(
              notes.getFirst().position(), Bytes.wrap(new byte[16]), notes.getFirst().logReached());

      assertThat(find(channel, other)).isNull();
    }
  }

  @Test
  void whatTheLogNoLongerReachesBackToIsNotSaidToBeMissing(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 32)) {
      PeerChannel channel = deployment.pair(deployment.client(), TestDeployment.SMALL).initiator();
      Sent sent = noted(channel, "line");
      var partition =
          new TopicPartition(
              deployment.topics().log(), channel.id().partition(TestDeployment.PARTITIONS));
      try (var admin =
          Admin.create(
              Map.<String, Object>of("bootstrap.servers", deployment.bootstrapServers()))) {
        admin
            .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(sent.logOffset() + 1)))
            .all()
            .get();
      }

      assertThatThrownBy(() -> find(channel, notes.getFirst()))
          .isInstanceOf(ChannelFailure.Unreadable.class)
          .hasMessageContaining("begins at offset");
    }
  }

  @Test
  void onlyTheEnvelopeOfItsNameDirectionAndTagIsIt() {
    var sealed = new Sealed(new Position(1, 2, 3), Bytes.wrap(new byte[16]), 0);
    Envelope envelope = envelope(Direction.INITIATOR, 3, new byte[16]);

    assertThat(sealed.isThat(envelope, Direction.INITIATOR)).isTrue();
    assertThat(sealed.isThat(envelope, Direction.RESPONDER)).isFalse();
    assertThat(sealed.isThat(envelope(Direction.INITIATOR, 4, new byte[16]), Direction.INITIATOR))
        .isFalse();
    byte[] other = new byte[16];
    other[15] = 1;
    assertThat(sealed.isThat(envelope(Direction.INITIATOR, 3, other), Direction.INITIATOR))
        .isFalse();
  }

  private static Envelope envelope(Direction direction, int counter, byte[] tag) {
    return new Envelope(
        new ChannelId(1, 2), 1, direction, 2, counter, Bytes.wrap(new byte[80]), Bytes.wrap(tag));
  }

  private Sent noted(PeerChannel channel, String line) {
    return channel
        .send(Lines.payload(line), sealed -> Mono.fromRunnable(() -> notes.add(sealed)))
        .blockOptional(TestDeployment.PATIENCE)
        .orElseThrow();
  }

  private Mono<Void> keepAndHang(Sealed sealed) {
    notes.add(sealed);
    return Mono.never();
  }

  private static @Nullable Sent find(PeerChannel channel, Sealed sealed) {
    return channel.find(sealed).block(TestDeployment.PATIENCE);
  }
}
