package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.SigningKey;
import io.pawl.stream.LogOffset;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Channels that begin another epoch because something is wrong with the present one. */
@ExtendWith(Broker.Resolver.class)
class HealingTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;

  @Test
  void anAdmittedEnvelopeThatThePartnerDidNotSealLeadsToASuspiciousRekey(Broker broker)
      throws Exception {
    try (var deployment = TestDeployment.honest(broker, 120)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      var healing = pair.responder().events().ofType(ChannelEvent.Healing.class).next().toFuture();
      pair.initiator().send(Lines.payload("seen")).block(PATIENCE);
      await().atMost(PATIENCE).until(() -> !deployment.processor().log(Envelope.class).isEmpty());

      deployment.inject(
          List.of(forged(deployment, deployment.processor().log(Envelope.class).getFirst())));

      assertThat(healing)
          .succeedsWithin(PATIENCE)
          .isEqualTo(new ChannelEvent.Healing(Cause.NOT_AUTHENTIC, 1));
      await()
          .atMost(PATIENCE)
          .until(() -> pair.initiator().epoch() == 2 && pair.responder().epoch() == 2);
      assertThat(deployment.processor().log(Offer.class).getLast().reason())
          .isEqualTo(Reason.SUSPICIOUS);
      assertThat(pair.responder().health().overlap()).isNull();
      pair.initiator().send(Lines.payload("clean")).block(PATIENCE);
      assertThat(Lines.received(pair.responder(), 2)).containsExactly("seen", "clean");
    }
  }

  private static ProducerRecord<byte[], byte[]> forged(TestDeployment deployment, Envelope seen) {
    byte[] ciphertext = seen.ciphertext().toArray();
    ciphertext[0] ^= 1;
    ChannelId channel = seen.channel();
    var record =
        new ProducerRecord<>(
            deployment.topics().accepted(),
            channel.partition(TestDeployment.PARTITIONS),
            channel.toBytes(),
            deployment
                .codec()
                .encode(
                    new Envelope(
                        channel,
                        seen.epoch(),
                        seen.direction(),
                        seen.slot(),
                        seen.counter() + 1,
                        Bytes.wrap(ciphertext),
                        seen.tag())));
    LogOffset.write(record.headers(), 1_000);
    return record;
  }

  @Test
  void aProcessorThatAdmitsByOtherKeysIsGivenAsManyAttemptsAsMayBe(Broker broker) {
    Bytes other = Bytes.wrap(new byte[32]);
    try (var deployment =
        TestDeployment.saying(
            broker,
            121,
            event ->
                event instanceof Event.Activated began && began.epoch() > 1
                    ? new Event.Activated(
                        began.channel(),
                        began.epoch(),
                        began.kind(),
                        began.offerId(),
                        other,
                        began.logOffset())
                    : event)) {
      var limits = ChannelLimits.DEFAULT.healing(1, 2, Duration.ofMillis(1));
      var pair = deployment.pair(deployment.client(limits), TestDeployment.SMALL);

      assertThatThrownBy(() -> pair.initiator().rekey(2, Reason.ROUTINE).block(PATIENCE))
          .isInstanceOf(ChannelFailure.NotAsAgreed.class);

      await().atMost(PATIENCE).until(() -> pair.initiator().state() == ChannelState.DIVERGED);
      assertThatThrownBy(() -> pair.initiator().send(new byte[1]).block(PATIENCE))
          .isInstanceOf(ChannelFailure.Diverged.class);
      assertThat(pair.initiator().health().throttle().attempts()).isEqualTo(2);
      assertThat(pair.initiator().health().throttle().retryAfterMillis()).isPositive();
      assertThat(deployment.processor().log(Envelope.class)).isEmpty();
    }
  }

  @Test
  void aPeerThatLostItsVaultRecoversAChannelByItsId(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 122)) {
      SigningKey identity = deployment.identity();
      var client = deployment.client();
      Peer first = client.peer(identity, new MemoryVault());
      var pair = deployment.pair(first, deployment.peer(deployment.client()), TestDeployment.SMALL);
      pair.initiator().rekey(2, Reason.ROUTINE).block(PATIENCE);
      pair.initiator().send(Lines.payload("before")).block(PATIENCE);
      first.close();
      pair.responder().send(Lines.payload("lost with the vault")).block(PATIENCE);

      Peer second = client.peer(identity, new MemoryVault());
      PeerChannel alice =
          second.recover(pair.responder().id()).blockOptional(PATIENCE).orElseThrow();

      alice.send(Lines.payload("after")).block(PATIENCE);
      pair.responder().send(Lines.payload("back")).block(PATIENCE);
      assertThat(Lines.received(pair.responder(), 2)).containsExactly("before", "after");
      assertThat(Lines.received(alice, 1)).containsExactly("back");
      assertThat(alice.epoch()).isEqualTo(3);
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
    }
  }
}
