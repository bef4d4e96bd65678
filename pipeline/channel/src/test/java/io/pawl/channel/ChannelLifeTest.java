package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.ratchet.Direction;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Sinks;

/** One end of a channel on a log that answers as it is told to. */
@ExtendWith(Broker.Resolver.class)
class ChannelLifeTest {
  private final Sample sample = Sample.of(70);
  private final SteppedLog log = new SteppedLog();
  private TestDeployment deployment;
  private PeerChannel channel;

  @BeforeEach
  void begin(Broker broker) {
    deployment = TestDeployment.silent(broker, 70);
    ChannelClient client = deployment.client();
    Connection connection = deployment.connection(log, ChannelLimits.DEFAULT);
    var peer =
        new Peer(client, connection, deployment.identity(), new MemoryVault(), PolicyFloor.DEFAULT);
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

    assertThatThrownBy(first::join).hasCauseInstanceOf(ChannelFailure.NotWritten.class);
    assertThatThrownBy(second::join).hasCauseInstanceOf(ChannelFailure.NotWritten.class);
    var third = channel.close().toFuture();
    assertThat(log.attempts()).hasSize(2);
    assertThat(third).isNotDone();
  }
}
