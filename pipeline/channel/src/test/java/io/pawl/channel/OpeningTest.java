package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.SigningKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@ExtendWith(Broker.Resolver.class)
class OpeningTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;

  @Test
  void anEpochThatIsAdmittedByOtherKeysIsNeverSealedIn(Broker broker) {
    try (var deployment = TestDeployment.saying(broker, 30, OpeningTest::withOtherKeys)) {
      var client = deployment.client();
      var alice = deployment.peer(client);
      var bob = deployment.peer(client);
      var accepting = bob.invitations().next().flatMap(Invitation::accept).toFuture();

      assertThatThrownBy(() -> alice.open(bob.identity(), TestDeployment.SMALL).block(PATIENCE))
          .isInstanceOf(ChannelFailure.NotAsAgreed.class)
          .hasMessageContaining("other keys than ours");

      assertThatThrownBy(accepting::join).hasCauseInstanceOf(ChannelFailure.NotAsAgreed.class);
      assertThat(deployment.processor().log(Envelope.class)).isEmpty();
      await().atMost(PATIENCE).until(() -> !deployment.processor().log(Close.class).isEmpty());
    }
  }

  private static Event withOtherKeys(Event event) {
    return event instanceof Event.Activated activated
        ? new Event.Activated(
            activated.channel(),
            activated.epoch(),
            activated.kind(),
            activated.offerId(),
            Bytes.wrap(new byte[32]),
            activated.logOffset())
        : event;
  }

  @Test
  void aDeclinedOpenFails(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 31)) {
      var client = deployment.client();
      var vault = new MemoryVault();
      var alice = client.peer(deployment.identity(), vault);
      var bob = deployment.peer(client);
      bob.invitations().flatMap(Invitation::decline).subscribe();

      assertThatThrownBy(() -> alice.open(bob.identity(), TestDeployment.SMALL).block(PATIENCE))
          .isInstanceOf(ChannelFailure.Declined.class);

      StepVerifier.create(vault.holdings()).verifyComplete();
    }
  }

  @Test
  void anOfferThatWasWithdrawnCannotBeAccepted(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 47)) {
      var client = deployment.client();
      var alice = deployment.peer(client);
      var vault = new MemoryVault();
      var bob = client.peer(deployment.identity(), vault);
      var offer = alice.open(bob.identity(), TestDeployment.SMALL).subscribe();
      Invitation invitation = bob.invitations().next().blockOptional(PATIENCE).orElseThrow();

      offer.dispose();
      await().atMost(PATIENCE).until(() -> deployment.processor().log(Close.class).size() == 1);

      assertThatThrownBy(() -> invitation.accept().block(PATIENCE))
          .isInstanceOf(ChannelFailure.Declined.class);
      StepVerifier.create(vault.holdings()).verifyComplete();
    }
  }

  @Test
  void aRefusedOpenFailsWithItsCode(Broker broker) {
    try (var deployment = TestDeployment.refusing(broker, 32, OpeningTest::tooManyOpens)) {
      var client = deployment.client();
      var vault = new MemoryVault();
      var alice = client.peer(deployment.identity(), vault);
      Bytes bob = deployment.identity().publicKey();

      assertThatThrownBy(() -> alice.open(bob, TestDeployment.SMALL).block(PATIENCE))
          .isInstanceOfSatisfying(
              ChannelFailure.Refused.class,
              refused -> assertThat(refused.code()).isEqualTo(Refusal.TOO_MANY_OPENS));

      StepVerifier.create(vault.holdings()).verifyComplete();
    }
  }

  private static @Nullable Event tooManyOpens(LogRecord record) {
    return record instanceof Offer offer
        ? new Event.Refused(
            offer.channel(), Refusal.TOO_MANY_OPENS, Kind.OPEN, 1, Handshake.offerId(offer), 0)
        : null;
  }

  @Test
  void anAnswerThatIsRefusedFailsTheResponderWithItsCode(Broker broker) {
    try (var deployment = TestDeployment.refusing(broker, 33, OpeningTest::badGrant)) {
      var client = deployment.client();
      var alice = deployment.peer(client);
      var bob = deployment.peer(client);
      var opening = alice.open(bob.identity(), TestDeployment.SMALL).subscribe();

      assertThatThrownBy(() -> bob.invitations().next().flatMap(Invitation::accept).block(PATIENCE))
          .isInstanceOfSatisfying(
              ChannelFailure.Refused.class,
              refused -> assertThat(refused.code()).isEqualTo(Refusal.BAD_GRANT));

      assertThat(opening.isDisposed()).isFalse();
      opening.dispose();
    }
  }

  private static @Nullable Event badGrant(LogRecord record) {
    return record instanceof Answer answer
        ? new Event.Refused(answer.channel(), Refusal.BAD_GRANT, Kind.OPEN, 1, answer.offerId(), 0)
        : null;
  }

  @Test
  void aPolicyBelowTheFloorIsNeitherOfferedNorAnswered(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 34)) {
      var client = deployment.client();
      var alice = deployment.peer(client);
      var strict =
          client.peer(deployment.identity(), new MemoryVault(), new PolicyFloor(16, 16, 4, 1_024));
      var opening = alice.open(strict.identity(), TestDeployment.SMALL).subscribe();

      assertThatThrownBy(
              () -> strict.invitations().next().flatMap(Invitation::accept).block(PATIENCE))
          .isInstanceOf(ChannelFailure.PolicyRefused.class)
          .hasMessageContaining("slotMessages is 32");
      assertThatThrownBy(() -> strict.open(alice.identity(), TestDeployment.SMALL).block(PATIENCE))
          .isInstanceOf(ChannelFailure.PolicyRefused.class);

      assertThat(deployment.processor().log(Answer.class)).isEmpty();
      assertThat(deployment.processor().log(Offer.class)).hasSize(1);
      opening.dispose();
    }
  }

  @Test
  void anOpenThatNobodyWaitsForIsWithdrawn(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 35)) {
      var client = deployment.client();
      var vault = new MemoryVault();
      var alice = client.peer(deployment.identity(), vault);
      var bob = deployment.peer(client);
      var opening = alice.open(bob.identity(), TestDeployment.SMALL).subscribe();
      var invitation = bob.invitations().next().block(PATIENCE);

      opening.dispose();

      await()
          .atMost(PATIENCE)
          .until(() ->
              deployment.processor().log(Close.class).stream()
                  .anyMatch(close -> close.channel().equals(channel(invitation))));
      StepVerifier.create(vault.holdings()).verifyComplete();
    }
  }

  @Test
  void whatOpenedBeforeNobodyWaitedForItAndWasNotHandedOverIsClosed(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 48)) {
      var client = deployment.client();
      var vault = new GatedVault();
      var begun = vault.holdBegun();
      var alice = client.peer(deployment.identity(), vault);
      var bob = deployment.peer(client);
      var opening = alice.open(bob.identity(), TestDeployment.SMALL).subscribe();
      var theirs = bob.invitations().next().flatMap(Invitation::accept).toFuture();
      await().atMost(PATIENCE).until(() -> begun.currentSubscriberCount() == 1);

      opening.dispose();

      assertThat(theirs).succeedsWithin(PATIENCE);
      StepVerifier.create(theirs.join().receive()).expectComplete().verify(PATIENCE);
      await().atMost(PATIENCE).until(() -> Mono.from(vault.holdings()).blockOptional().isEmpty());
    }
  }

  @Test
  void whatWasHandedOverStaysOpenThoughItsCallerCancels(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 49)) {
      var client = deployment.client();
      var alice = deployment.peer(client);
      var bob = deployment.peer(client);
      var accepting = bob.invitations().next().flatMap(Invitation::accept).toFuture();

      // Cancels as soon as it has the first.
      var opened =
          Flux.merge(alice.open(bob.identity(), TestDeployment.SMALL), Mono.never())
              .next()
              .blockOptional(PATIENCE)
              .orElseThrow();

      opened.send(Lines.payload("one")).block(PATIENCE);
      assertThat(accepting).succeedsWithin(PATIENCE);
      assertThat(Lines.received(accepting.join(), 1)).containsExactly("one");
      assertThat(deployment.processor().log(Close.class)).isEmpty();
    }
  }

  private static io.pawl.ratchet.ChannelId channel(@Nullable Invitation invitation) {
    return Objects.requireNonNull(invitation).channel();
  }

  @Test
  void pendingInvitationsAreHeardByWhoeverComesLaterUntilTheyAreSettled(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 36)) {
      var there = deployment.client();
      var bob = deployment.identity();
      Set<Bytes> initiators = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        var alice = deployment.peer(there);
        initiators.add(alice.identity());
        alice.open(bob.publicKey(), TestDeployment.SMALL).subscribe();
      }
      await().atMost(PATIENCE).until(() -> deployment.processor().log(Offer.class).size() == 3);

      var here = deployment.client().peer(bob, new MemoryVault());
      List<Invitation> pending =
          here.invitations().take(3).collectList().blockOptional(PATIENCE).orElseThrow();
      assertThat(pending)
          .extracting(Invitation::initiator)
          .containsExactlyInAnyOrderElementsOf(initiators);
      pending.get(0).decline().block(PATIENCE);
      pending.get(1).accept().block(PATIENCE);
      // It is settled when the processor has seen it.
      await().atMost(PATIENCE).until(() -> deployment.processor().pending() == 1);
      var dave = deployment.peer(there);
      dave.open(bob.publicKey(), TestDeployment.SMALL).subscribe();
      await().atMost(PATIENCE).until(() -> deployment.processor().log(Offer.class).size() == 4);

      assertThat(
              here.invitations().take(2).map(Invitation::initiator).collectList().block(PATIENCE))
          .containsExactlyInAnyOrder(pending.get(2).initiator(), dave.identity());
    }
  }

  @Test
  void aPeerRemembersNoMoreInvitationsThanItMayAndHearsOfTheRestLater(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 37)) {
      var there = deployment.client();
      var bob = deployment.identity();
      var alice = deployment.peer(there);
      for (int i = 0; i < 6; i++) {
        alice.open(bob.publicKey(), TestDeployment.SMALL).subscribe();
      }
      await().atMost(PATIENCE).until(() -> deployment.processor().pending() == 6);
      var here =
          deployment
              .client(new ChannelLimits(64, 1 << 20, 64, 1 << 20, 2))
              .peer(bob, new MemoryVault());
      List<Invitation> heard = new CopyOnWriteArrayList<>();

      here.invitations().subscribe(heard::add);

      await()
          .atMost(PATIENCE)
          // One that is heard twice, live and from the topic, counts twice.
          .until(() -> deployment.count("pawl.channel.invitations.dropped") >= 4);
      assertThat(heard).hasSize(2);
      for (int accepted = 0; accepted < 6; accepted++) {
        int next = accepted;
        await().atMost(PATIENCE).until(() -> heard.size() > next);
        heard.get(next).accept().block(PATIENCE);
      }
      assertThat(heard).extracting(Invitation::channel).doesNotHaveDuplicates();
    }
  }

  @Test
  void anOpenThatNeedsApprovalsIsUsedOnceBothPeersHaveSeenThem(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 38)) {
      SigningKey approver = deployment.identity();
      var client = deployment.client();
      var alice = deployment.peer(client);
      // On a client of its own, which begins to listen only after the approval.
      var bob = deployment.peer(deployment.client());
      var opening = alice.open(bob.identity(), approvedBy(approver)).toFuture();
      var invitation = Objects.requireNonNull(bob.invitations().next().block(PATIENCE));
      Offer offer = deployment.processor().log(Offer.class).getFirst();
      approve(deployment, Handshake.approve(offer, 0, approver));

      var accepted = Objects.requireNonNull(invitation.accept().block(PATIENCE));

      assertThat(opening).succeedsWithin(PATIENCE);
      accepted.send(Lines.payload("approved")).block(PATIENCE);
      assertThat(Lines.received(opening.join(), 1)).containsExactly("approved");
    }
  }

  private static Policy approvedBy(SigningKey approver) {
    return new Policy(32, 16, 32, 64, 4, 3, 8, 1, 1, List.of(approver.publicKey()));
  }

  private static void approve(TestDeployment deployment, Approval approval) throws Exception {
    deployment.inject(
        List.of(
            new ProducerRecord<>(
                deployment.topics().log(),
                approval.channel().partition(TestDeployment.PARTITIONS),
                approval.channel().toBytes(),
                deployment.codec().encode(approval))));
    await().atMost(PATIENCE).until(() -> !deployment.processor().log(Approval.class).isEmpty());
  }

  @Test
  void anActivationWithoutTheApprovalsItNeedsIsNotUsed(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 39)) {
      SigningKey approver = deployment.identity();
      var client = deployment.client();
      var alice = deployment.peer(client);
      var bob = deployment.peer(client);
      var opening = alice.open(bob.identity(), approvedBy(approver)).toFuture();
      var accepting = bob.invitations().next().flatMap(Invitation::accept).toFuture();
      await().atMost(PATIENCE).until(() -> !deployment.processor().log(Answer.class).isEmpty());
      Offer offer = deployment.processor().log(Offer.class).getFirst();
      var activated =
          new Event.Activated(
              offer.channel(), 1, Kind.OPEN, Handshake.offerId(offer), Bytes.wrap(new byte[32]), 3);

      deployment.inject(
          List.of(
              new ProducerRecord<>(
                  deployment.topics().accepted(),
                  offer.channel().partition(TestDeployment.PARTITIONS),
                  offer.channel().toBytes(),
                  deployment.codec().encode(activated))));

      assertThatThrownBy(opening::join).hasCauseInstanceOf(ChannelFailure.NotAsAgreed.class);
      assertThatThrownBy(accepting::join).hasCauseInstanceOf(ChannelFailure.class);
      assertThat(deployment.processor().log(Envelope.class)).isEmpty();
    }
  }

  @Test
  void claimsAreDurableBeforeTheFirstSealInTheirSlots(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 40)) {
      var client = deployment.client();
      var vault = new GatedVault();
      var alice = client.peer(deployment.identity(), vault);
      var pair = deployment.pair(alice, deployment.peer(client), TestDeployment.SMALL);
      List<String> lines = Lines.of("line", 40);
      pair.initiator().sendAll(Lines.payloads(lines)).subscribe();

      // Whatever else goes on here, the claim to slot 0 is still out.
      pair.responder().send(Lines.payload("meanwhile")).block(PATIENCE);
      assertThat(Lines.received(pair.initiator(), 1)).hasSize(1);
      assertThat(pair.initiator().unacknowledged()).isZero();
      vault.answer(null);
      assertThat(Lines.received(pair.responder(), 32)).isEqualTo(lines.subList(0, 32));
      assertThat(vault.claims()).containsExactly(0L, 1L);
      assertThat(pair.initiator().unacknowledged()).isZero();
      vault.open();

      assertThat(Lines.received(pair.responder(), 8)).isEqualTo(lines.subList(32, 40));
    }
  }

  @Test
  void theVaultHoldsWhatEachStepNeedsBeforeItIsTaken(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 41)) {
      var client = deployment.client();
      var initiators = new MemoryVault();
      var responders = new MemoryVault();
      var alice = client.peer(deployment.identity(), initiators);
      var bob = client.peer(deployment.identity(), responders);
      var opening = alice.open(bob.identity(), TestDeployment.SMALL).toFuture();
      var invitation = Objects.requireNonNull(bob.invitations().next().block(PATIENCE));
      assertThat(initiators.holdings().single().block()).isInstanceOf(Vault.Holding.Offered.class);

      var responder = Objects.requireNonNull(invitation.accept().block(PATIENCE));
      assertThat(opening).succeedsWithin(PATIENCE);
      opening.join().send(Lines.payload("one")).block(PATIENCE);
      assertThat(Lines.received(responder, 1)).hasSize(1);

      assertThat(initiators.holdings().single().block())
          .isInstanceOfSatisfying(
              Vault.Holding.Epoch.class, epoch -> assertThat(epoch.claimed()).isZero());
      assertThat(responders.holdings().single().block())
          .isInstanceOfSatisfying(
              Vault.Holding.Epoch.class,
              epoch -> {
                assertThat(epoch.claimed()).isEqualTo(-1);
                assertThat(epoch.receiving().windows().current().top()).isZero();
              });
    }
  }

  @Test
  void aPeerDoesNotOpenAChannelToItself(Broker broker) {
    try (var deployment = TestDeployment.silent(broker, 42)) {
      var alice = deployment.peer(deployment.client());

      assertThatThrownBy(() -> alice.open(alice.identity(), TestDeployment.SMALL).block(PATIENCE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(Mono.from(alice.invitations()).timeout(Duration.ofMillis(1), Mono.empty()).block())
          .isNull();
    }
  }
}
