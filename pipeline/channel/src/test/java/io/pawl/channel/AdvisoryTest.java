package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Envelopes that came too late: whoever sent one hears of it, and of replays just the same. */
@ExtendWith(Broker.Resolver.class)
class AdvisoryTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;

  /** Messages after which the first slot is over. */
  private static final int MORE_THAN_A_SLOT =
      TestDeployment.SMALL.slotMessages() + TestDeployment.SMALL.overlap() + 2;

  private static CompletableFuture<ChannelEvent.@Nullable Told> advised(PeerChannel channel) {
    return channel
        .events()
        .ofType(ChannelEvent.Told.class)
        .filter(told ->
            told.event() instanceof Event.ReestablishRequired required && required.advisory())
        .next()
        .toFuture();
  }

  private static void send(PeerChannel channel, List<String> lines) {
    channel.sendAll(Lines.payloads(lines)).blockLast(PATIENCE);
  }

  @Test
  void anOldEnvelopeThatSomebodyWritesAgainChangesNothing(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 150)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      PeerChannel alice = pair.initiator();
      var advised = advised(alice);
      List<String> lines = Lines.of("line", MORE_THAN_A_SLOT);
      send(alice, lines);
      assertThat(Lines.received(pair.responder(), lines.size())).isEqualTo(lines);

      deployment.inject(List.of(firstEnvelope(deployment)));

      assertThat(advised).succeedsWithin(PATIENCE);
      assertThat(deployment.processor().refusals("SLOT_EXPIRED")).isEqualTo(1);
      // Searches of a client come one after the other: then it has looked at that envelope.
      var nothing = new Sealed(new Position(1, 0, 0), Bytes.wrap(new byte[16]), 0);
      assertThat(alice.find(nothing).blockOptional(PATIENCE)).isEmpty();
      assertThat(alice.health().throttle().attempts()).isZero();
      assertThat(deployment.processor().log(Offer.class)).hasSize(1);
    }
  }

  /** Of the log, to be written once more. */
  private static ProducerRecord<byte[], byte[]> firstEnvelope(TestDeployment deployment) {
    Envelope first = deployment.processor().log(Envelope.class).getFirst();
    return new ProducerRecord<>(
        deployment.topics().log(),
        first.channel().partition(TestDeployment.PARTITIONS),
        first.channel().toBytes(),
        deployment.codec().encode(first));
  }

  @Test
  void anEnvelopeOfOursThatNeverWasAcceptedBeginsAnotherEpoch(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 151)) {
      SigningKey identity = deployment.identity();
      var vault = new MemoryVault();
      Peer first = deployment.client().peer(identity, vault);
      var pair = deployment.pair(first, deployment.peer(deployment.client()), TestDeployment.SMALL);
      PeerChannel alice = pair.initiator();
      var healing = alice.events().ofType(ChannelEvent.Healing.class).next().toFuture();
      // A copy of the vault, in use: it sends ahead, until the slot is over that alice is in.
      try (ChannelClient elsewhere = deployment.client()) {
        PeerChannel copy =
            elsewhere
                .peer(identity, copyOf(vault))
                .resume()
                .single()
                .blockOptional(PATIENCE)
                .orElseThrow();
        send(copy, Lines.of("ahead", MORE_THAN_A_SLOT + TestDeployment.SMALL.slotMessages()));
      }

      alice.send(Lines.payload("lost")).block(PATIENCE);

      assertThat(healing)
          .succeedsWithin(PATIENCE)
          .isEqualTo(new ChannelEvent.Healing(Cause.ENVELOPE_LATE, 1));
      await().atMost(PATIENCE).until(() -> alice.epoch() == 2 && pair.responder().epoch() == 2);
      Offer cure = deployment.processor().log(Offer.class).getLast();
      assertThat(cure.kind()).isEqualTo(Kind.REKEY);
      assertThat(cure.reason()).isEqualTo(Reason.ROUTINE);
      assertThat(deployment.processor().refusals(Refusal.SLOT_EXPIRED.name())).isPositive();
      alice.send(Lines.payload("arrives")).block(PATIENCE);
      assertThat(
              pair.responder()
                  .receive()
                  .map(Lines::text)
                  .filter(line -> !line.startsWith("ahead"))
                  .next()
                  .block(PATIENCE))
          .isEqualTo("arrives");
    }
  }

  private static MemoryVault copyOf(Vault vault) {
    var copy = new MemoryVault();
    vault
        .holdings()
        .ofType(Holding.Begun.class)
        .concatMap(begun -> copy.begun(begun, false))
        .blockLast(PATIENCE);
    return copy;
  }
}
