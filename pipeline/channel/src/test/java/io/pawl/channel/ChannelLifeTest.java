package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import io.pawl.stream.codec.Accepted;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Sinks;

/** One end of a channel on a log that answers as it is told to. */
@ExtendWith(Broker.Resolver.class)
class ChannelLifeTest {
  private static final long SEED = 70;

  private final Sample sample = Sample.of(SEED);
  private final MemoryVault vault = new MemoryVault();
  private final SteppedLog log = new SteppedLog();
  private TestDeployment deployment;
  private PeerChannel channel;

  @BeforeEach
  void begin(Broker broker) {
    deployment = TestDeployment.silent(broker, SEED);
    ChannelClient client = deployment.client();
    Connection connection = deployment.connection(log, ChannelLimits.DEFAULT);
    var peer = new Peer(client, connection, deployment.identity(), vault, PolicyFloor.DEFAULT);
    var epoch = BegunEpoch.of(sample.offer(), Direction.INITIATOR, sample.keys(), 5, 7);
    channel =
        new PeerChannel(
            connection,
            client.intake(sample.offer().channel()),
            peer,
            Standing.first(sample.offer(), Direction.INITIATOR, epoch, null));
  }

  @AfterEach
  void end() {
    deployment.close();
  }

  @Test
  void anEndThatWasLetGoOfLeavesTheVaultAsItIsWhateverItIsStillGiven() {
    vault.begun(sample.epoch(), false).block();
    Offer next =
        Handshake.rekey(
                sample.offer(),
                Reason.ROUTINE,
                sample.offer().policy(),
                Sample.responder(SEED),
                Sample.entropy(new Random(SEED)))
            .offer();
    var begun =
        new Event.Activated(
            next.channel(),
            next.epoch(),
            next.kind(),
            Handshake.offerId(next),
            Bytes.wrap(new byte[32]),
            11);
    channel.detach(new ChannelFailure.Detached());

    channel.end().take(new Accepted.Passed(next), 8, 10);
    channel.end().take(new Accepted.Told(begun), 9, -1);

    assertThat(vault.holdings().collectList().block())
        .singleElement()
        .isInstanceOf(Vault.Holding.Epoch.class);
  }

  @Test
  void aCloseThatNobodyWaitsForAnyMoreIsWrittenAllTheSame() {
    Sinks.Empty<Void> room = Sinks.empty();
    log.fill(room.asMono());
    channel.close().subscribe().dispose();
    var again = channel.close().toFuture();

    room.tryEmitEmpty();

    assertThat(log.attempts()).hasSize(1);
    assertThat(again).isNotDone();
  }

  @Test
  void allWhoCloseHearThatTheLogRefusedItAndMayAskAgain() {
    var first = channel.close().toFuture();
    var second = channel.close().toFuture();

    log.answer(new TopicAuthorizationException("not allowed"));

    refused(first);
    refused(second);
    var third = channel.close().toFuture();
    assertThat(log.attempts()).hasSize(2);
    assertThat(third).isNotDone();
  }

  private static void refused(CompletableFuture<?> closing) {
    assertThat(closing)
        .failsWithin(TestDeployment.PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(ChannelFailure.NotWritten.class);
  }
}
