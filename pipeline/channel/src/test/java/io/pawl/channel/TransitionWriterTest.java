package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** The responder's offers and answers of the second epoch, on a log that answers nothing. */
@ExtendWith(Broker.Resolver.class)
class TransitionWriterTest {
  private static final long SEED = 71;

  private final Sample sample = Sample.of(SEED);
  private final MemoryVault vault = new MemoryVault();
  private final SteppedLog log = new SteppedLog();
  private TestDeployment deployment;
  private PendingTransition pending;
  private TransitionWriter writer;

  @BeforeEach
  void begin(Broker broker) {
    deployment = TestDeployment.silent(broker, SEED);
    Connection connection = deployment.connection(log, ChannelLimits.DEFAULT);
    Offer offer = sample.offer();
    var epoch = BegunEpoch.of(offer, Direction.RESPONDER, sample.keys(), 5, 7);
    Standing standing = Standing.first(offer, Direction.RESPONDER, epoch, null);
    var peer =
        new Peer(
            deployment.client(), connection, Sample.responder(SEED), vault, PolicyFloor.DEFAULT);
    var outbound =
        new Outbound(
            connection, vault, offer.channel(), offer.policy(), standing.sending(), 5, () -> {});
    var reception =
        new Reception(connection, vault, offer.channel(), standing.receiving(), 7, -1, cause -> {});
    var current = new CurrentEpoch(standing, vault, outbound, reception, new Deaf());
    pending = new PendingTransition(offer.channel(), Direction.RESPONDER, vault, new Deaf());
    writer = new TransitionWriter(this, connection, peer, current, pending, new Quiet(0));
  }

  @AfterEach
  void end() {
    deployment.close();
  }

  private List<Holding> kept() {
    return vault.holdings().collectList().blockOptional().orElseThrow();
  }

  @Test
  void theVaultIsAskedForAnOfferBeforeTheMonitorIsLeft() {
    var proposal = new Proposal(Kind.REKEY, Reason.ROUTINE, 2);
    pending.propose(proposal);

    Mono<Void> offering = writer.offer(proposal);

    assertThat(kept()).singleElement().isInstanceOf(Holding.Offered.class);
    assertThat(log.attempts()).isEmpty();
    var offered = offering.toFuture();
    log.answer(null);
    assertThat(offered).succeedsWithin(TestDeployment.PATIENCE);
  }

  @Test
  void theVaultIsAskedForAnAnswerBeforeTheMonitorIsLeft() {
    Offer theirs =
        Handshake.rekey(
                sample.offer(),
                Reason.ROUTINE,
                sample.offer().policy(),
                Sample.initiator(SEED),
                Sample.entropy(new Random(SEED)))
            .offer();
    pending.accepted(theirs, 10);
    var waiting = Objects.requireNonNull(pending.unansweredOffer(theirs.policy()));

    Mono<Void> answering = writer.answer(waiting);

    assertThat(kept()).hasAtLeastOneElementOfType(Holding.Answered.class);
    assertThat(log.attempts()).isEmpty();
    var answered = answering.toFuture();
    log.answer(null);
    assertThat(answered).succeedsWithin(TestDeployment.PATIENCE);
  }
}
