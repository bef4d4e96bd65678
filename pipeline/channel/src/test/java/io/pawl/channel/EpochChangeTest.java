package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Epochs that follow each other in a channel that is used meanwhile. */
@ExtendWith(Broker.Resolver.class)
class EpochChangeTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;

  private static CompletableFuture<@Nullable List<String>> reading(PeerChannel channel, int count) {
    return channel.receive().take(count).map(Lines::text).collectList().toFuture();
  }

  private static CompletableFuture<@Nullable List<Sent>> sending(
      PeerChannel channel, List<String> lines) {
    return channel.sendAll(Lines.payloads(lines)).collectList().toFuture();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void aRekeyWithMessagesInFlightBothWaysLosesNoneAndKeepsTheirOrder(Reason reason, Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 60 + reason.code())) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      List<String> to = Lines.of("to", 600);
      List<String> back = Lines.of("back", 600);
      var atBob = reading(pair.responder(), 600);
      var atAlice = reading(pair.initiator(), 600);
      var sentTo = sending(pair.initiator(), to);
      var sentBack = sending(pair.responder(), back);

      assertThat(pair.initiator().rekey(2, reason).block(PATIENCE)).isEqualTo(2);
      // It reads for itself that its answer was accepted; until then 3 would be a gap to it.
      await().atMost(PATIENCE).until(() -> pair.responder().epoch() == 2);
      assertThat(pair.responder().rekey(3, reason).block(PATIENCE)).isEqualTo(3);

      assertThat(sentTo).succeedsWithin(PATIENCE);
      assertThat(sentBack).succeedsWithin(PATIENCE);
      assertThat(atBob).succeedsWithin(PATIENCE).isEqualTo(to);
      assertThat(atAlice).succeedsWithin(PATIENCE).isEqualTo(back);
      assertThat(pair.initiator().epoch()).isEqualTo(3);
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
      assertThat(deployment.processor().refusals("EPOCH_EXPIRED")).isZero();
    }
  }

  @Test
  void whatIsSentAfterARekeyIsSealedInItsEpoch(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 64)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);

      int epoch = pair.initiator().rekey(2, Reason.ROUTINE).blockOptional(PATIENCE).orElseThrow();
      Sent sent = pair.initiator().send(new byte[1]).blockOptional(PATIENCE).orElseThrow();

      assertThat(sent.position().epoch()).isEqualTo(epoch);
      assertThat(pair.initiator().health().sending())
          .extracting(ChannelHealth.Place::slot)
          .isEqualTo(0L);
      await().atMost(PATIENCE).until(() -> pair.responder().epoch() == 2);
      assertThat(pair.responder().health().pending()).isNull();
      assertThat(pair.responder().safetyNumber()).isEqualTo(pair.initiator().safetyNumber());
    }
  }

  @Test
  void aBumpMixesTheOldEpochIn(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 65)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);

      assertThat(pair.responder().bump().block(PATIENCE)).isEqualTo(2);
      assertThat(pair.responder().bump().block(PATIENCE)).isEqualTo(3);

      pair.initiator().send(Lines.payload("fresh")).block(PATIENCE);
      assertThat(Lines.received(pair.responder(), 1)).containsExactly("fresh");
      assertThat(deployment.processor().log(Offer.class))
          .extracting(Offer::kind)
          .containsExactly(Kind.OPEN, Kind.BUMP, Kind.BUMP);
    }
  }

  @Test
  void ofTwoWhoRekeyAtOnceTheFirstInTheLogWins(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 66)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);

      List<Object> ended =
          List.of(
                  pair.initiator().rekey(2, Reason.ROUTINE).toFuture(),
                  pair.responder().rekey(2, Reason.ROUTINE).toFuture())
              .stream()
              .map(future -> future.handle((epoch, error) -> error == null ? epoch : code(error)))
              .map(CompletableFuture::join)
              .toList();

      assertThat(ended).contains(2).doesNotHaveDuplicates();
      assertThat(ended)
          .containsAnyOf(Refusal.TRANSITION_PENDING, Refusal.STALE_EPOCH)
          .doesNotContain(3);
      await()
          .atMost(PATIENCE)
          .until(() -> pair.initiator().epoch() == 2 && pair.responder().epoch() == 2);
      pair.initiator().send(Lines.payload("one")).block(PATIENCE);
      pair.responder().send(Lines.payload("two")).block(PATIENCE);
      assertThat(Lines.received(pair.responder(), 1)).containsExactly("one");
      assertThat(Lines.received(pair.initiator(), 1)).containsExactly("two");
    }
  }

  private static Object code(Throwable error) {
    Throwable cause = Objects.requireNonNullElse(error.getCause(), error);
    return cause instanceof ChannelFailure.Refused refused ? refused.code() : cause;
  }

  @Test
  void anotherEpochThanTheNextIsRefusedBeforeAnythingIsWritten(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 67)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);

      refuses(pair.initiator().rekey(1, Reason.ROUTINE), Refusal.STALE_EPOCH);
      refuses(pair.initiator().rekey(3, Reason.ROUTINE), Refusal.EPOCH_GAP);

      assertThat(deployment.processor().log(Offer.class)).hasSize(1);
    }
  }

  private static void refuses(Mono<Integer> transition, Refusal code) {
    assertThatThrownBy(() -> transition.block(PATIENCE))
        .isInstanceOfSatisfying(
            ChannelFailure.Refused.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void anOfferBelowThePartnersFloorIsLeftUnansweredAndHoldsNobodyUp(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 69)) {
      SigningKey identity = deployment.identity();
      var vault = new MemoryVault();
      ChannelClient client = deployment.client();
      Peer lenient = client.peer(identity, vault);
      PeerChannel alice =
          deployment
              .pair(deployment.peer(deployment.client()), lenient, TestDeployment.SMALL)
              .initiator();
      lenient.close();
      // Since then it demands smaller slots than the channel has.
      var floor = new PolicyFloor(16, 16, 4, 1_024);
      PeerChannel bob =
          client
              .peer(identity, vault, floor)
              .resume()
              .single()
              .blockOptional(PATIENCE)
              .orElseThrow();
      var left = bob.events().ofType(ChannelEvent.LeftUnanswered.class).next().toFuture();

      var rekeyed = alice.rekey(2, Reason.ROUTINE).toFuture();

      assertThat(left)
          .succeedsWithin(PATIENCE)
          .satisfies(told -> {
            assertThat(told.epoch()).isEqualTo(2);
            assertThat(told.kind()).isEqualTo(Kind.REKEY);
            assertThat(told.why()).contains("slotMessages is 32");
          });
      alice.send(Lines.payload("there")).block(PATIENCE);
      bob.send(Lines.payload("back")).block(PATIENCE);
      assertThat(Lines.received(bob, 1)).containsExactly("there");
      assertThat(Lines.received(alice, 1)).containsExactly("back");
      assertThat(rekeyed).isNotDone();
      assertThat(alice.epoch()).isEqualTo(1);
      assertThat(deployment.processor().log(Answer.class)).hasSize(1);
    }
  }

  @Test
  void moreRekeysThanThePolicyAllowsAreThrottledAndTold(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 68)) {
      var burst = new Policy(32, 16, 32, 64, 4, 1, 8, 0, 0, List.of());
      var pair = deployment.pair(deployment.client(), burst);
      var told =
          pair.initiator().events().ofType(ChannelEvent.TransitionRefused.class).next().toFuture();
      pair.initiator().rekey(2, Reason.ROUTINE).block(PATIENCE);

      refuses(pair.initiator().rekey(3, Reason.ROUTINE), Refusal.REKEY_THROTTLED);

      assertThat(told)
          .succeedsWithin(PATIENCE)
          .isEqualTo(new ChannelEvent.TransitionRefused(3, Kind.REKEY, Refusal.REKEY_THROTTLED));
      assertThat(pair.initiator().epoch()).isEqualTo(2);
      pair.initiator().send(Lines.payload("goes on")).block(PATIENCE);
      assertThat(Lines.received(pair.responder(), 1)).containsExactly("goes on");
      assertThat(
              deployment.count(
                  "pawl.channel.transitions.refused", "kind", "REKEY", "code", "REKEY_THROTTLED"))
          .isEqualTo(1);
    }
  }
}
