package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.TestDeployment.Pair;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Refusal;
import io.pawl.stream.LogOffset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@ExtendWith(Broker.Resolver.class)
class PeerChannelTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;

  @Test
  void messagesArriveBothWaysInOrderOverManySlots(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 1)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      List<String> there = Lines.of("there", 500);
      List<String> back = Lines.of("back", 300);

      pair.initiator().sendAll(Lines.payloads(there)).subscribe();
      pair.responder().sendAll(Lines.payloads(back)).subscribe();

      assertThat(Lines.received(pair.responder(), there.size())).isEqualTo(there);
      assertThat(Lines.received(pair.initiator(), back.size())).isEqualTo(back);
      assertThat(pair.initiator().direction()).isEqualTo(Direction.INITIATOR);
      assertThat(pair.responder().direction()).isEqualTo(Direction.RESPONDER);
      assertThat(deployment.count("pawl.channel.sent")).isEqualTo(800);
      assertThat(deployment.count("pawl.channel.opened")).isEqualTo(800);
    }
  }

  @Test
  void manyThreadsOnManyChannelsLoseRepeatAndReorderNothing(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 2)) {
      int channels = 6;
      int threads = 3;
      int each = 100;
      int all = threads * each;
      var alice = deployment.peer(deployment.client());
      var bob = deployment.peer(deployment.client());
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < channels; i++) {
        pairs.add(deployment.pair(alice, bob, TestDeployment.SMALL));
      }

      List<PeerChannel> ends =
          pairs.stream().flatMap(pair -> Stream.of(pair.initiator(), pair.responder())).toList();
      var receiving =
          Flux.fromIterable(ends)
              .flatMap(end -> end.receive().take(all).map(Lines::text).collectList(), ends.size())
              .collectList()
              .toFuture();
      for (PeerChannel end : ends) {
        for (int thread = 0; thread < threads; thread++) {
          end.sendAll(Lines.payloads(Lines.of("thread" + thread, each)))
              .subscribeOn(Schedulers.boundedElastic())
              .subscribe();
        }
      }

      assertThat(receiving).succeedsWithin(PATIENCE.multipliedBy(3));
      for (List<String> received : receiving.join()) {
        for (int thread = 0; thread < threads; thread++) {
          String prefix = "thread" + thread;
          assertThat(received.stream().filter(line -> line.startsWith(prefix + " ")).toList())
              .isEqualTo(Lines.of(prefix, each));
        }
      }
    }
  }

  @Test
  void aReceiverThatTakesNothingHoldsBackItsOwnChannelOnly(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 3)) {
      var client = deployment.client(new ChannelLimits(8, 1 << 20, 4, 1 << 10, 64));
      var alice = deployment.peer(client);
      var bob = deployment.peer(client);
      Pair slow = deployment.pair(alice, bob, TestDeployment.SMALL);
      Pair quick = deployment.pair(alice, bob, TestDeployment.SMALL);
      while (partition(quick) != partition(slow)) {
        quick = deployment.pair(alice, bob, TestDeployment.SMALL);
      }
      List<String> lines = Lines.of("line", 300);

      slow.initiator().sendAll(Lines.payloads(lines)).blockLast(PATIENCE);
      quick.initiator().sendAll(Lines.payloads(lines)).subscribe();

      assertThat(Lines.received(quick.responder(), lines.size())).isEqualTo(lines);
      assertThat(deployment.count("pawl.channel.opened")).isLessThanOrEqualTo(300 + 8);
      assertThat(deployment.gauge("pawl.channel.behind")).isPositive();

      assertThat(Lines.received(slow.responder(), lines.size())).isEqualTo(lines);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(deployment.gauge("pawl.channel.behind")).isZero());
    }
  }

  @Test
  void aChannelThatFellBehindAgainAndAgainMissesNothingWhileMessagesFlow(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 5)) {
      var client = deployment.client(new ChannelLimits(4, 1 << 20, 64, 1 << 20, 64));
      var pair = deployment.pair(client, TestDeployment.SMALL);
      List<String> lines = Lines.of("line", 2_000);

      pair.initiator().sendAll(Lines.payloads(lines)).subscribe();

      assertThat(Lines.received(pair.responder(), lines.size())).isEqualTo(lines);
    }
  }

  @Test
  void repeatedForgedAndBrokenRecordsDoNotSurface(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 4)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      List<ChannelEvent> events = new CopyOnWriteArrayList<>();
      pair.responder().events().subscribe(events::add);
      pair.initiator().sendAll(Lines.payloads(Lines.of("before", 10))).blockLast(PATIENCE);
      assertThat(Lines.received(pair.responder(), 10)).hasSize(10);
      Envelope seen = deployment.processor().log(Envelope.class).getLast();
      ChannelId channel = pair.initiator().id();

      deployment.inject(
          List.of(
              accepted(deployment, channel, deployment.codec().encode(seen), true),
              accepted(deployment, channel, deployment.codec().encode(seen), false),
              accepted(deployment, channel, forged(deployment, seen), true),
              accepted(deployment, channel, new byte[] {1, 2, 3}, true),
              tombstone(deployment, channel),
              accepted(deployment, new ChannelId(7, 7), deployment.codec().encode(seen), true)));
      pair.initiator().sendAll(Lines.payloads(Lines.of("after", 10))).blockLast(PATIENCE);

      assertThat(Lines.received(pair.responder(), 10)).isEqualTo(Lines.of("after", 10));
      assertThat(deployment.count("pawl.channel.refused", "code", "REPLAYED")).isEqualTo(1);
      assertThat(deployment.count("pawl.channel.not.authentic")).isEqualTo(1);
      // Two ends here, and each sees the broken ones: no header, no wire format, no value.
      assertThat(deployment.count("pawl.channel.ignored", "why", "MALFORMED")).isEqualTo(3);
      assertThat(events).filteredOn(ChannelEvent.NotAuthentic.class::isInstance).hasSize(1);
    }
  }

  @Test
  void anEnvelopeThatWeDidNotSealRaisesAnAlarm(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 5)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      pair.initiator().send(Lines.payload("ours")).block(PATIENCE);
      assertThat(Lines.received(pair.responder(), 1)).hasSize(1);
      Envelope ours = deployment.processor().log(Envelope.class).getLast();
      var alarm = pair.initiator().events().next().toFuture();

      deployment.inject(
          List.of(accepted(deployment, ours.channel(), forged(deployment, ours), true)));

      assertThat(alarm).succeedsWithin(PATIENCE).isEqualTo(new ChannelEvent.Impersonated(1_000));
    }
  }

  @Test
  void aDirectionThatDivergedGoesOnInTheNextEpochByItself(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 6)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      var told = pair.initiator().events().ofType(ChannelEvent.Told.class).next().toFuture();
      var event =
          new Event.ReestablishRequired(
              pair.initiator().id(), 1, Direction.INITIATOR, Refusal.SLOT_TOO_FAR, false, 9);

      deployment.inject(
          List.of(accepted(deployment, event.channel(), deployment.codec().encode(event), false)));

      assertThat(told).succeedsWithin(PATIENCE).isEqualTo(new ChannelEvent.Told(event));
      assertThat(
              pair.initiator()
                  .send(Lines.payload("again"))
                  .blockOptional(PATIENCE)
                  .orElseThrow()
                  .position())
          .isEqualTo(new Position(2, 0, 0));
      assertThat(Lines.received(pair.responder(), 1)).containsExactly("again");
      assertThat(pair.initiator().state()).isEqualTo(ChannelState.OPEN);
    }
  }

  @Test
  void aCloseEndsTheChannelForBothAfterWhatWasSent(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 7)) {
      var alice = new MemoryVault();
      var bob = new MemoryVault();
      var client = deployment.client();
      var pair =
          deployment.pair(
              client.peer(deployment.identity(), alice),
              client.peer(deployment.identity(), bob),
              TestDeployment.SMALL);
      List<String> lines = Lines.of("line", 100);
      var received = pair.responder().receive().map(Lines::text).collectList().toFuture();
      lines.forEach(line -> pair.initiator().send(Lines.payload(line)).subscribe());

      pair.initiator().close().block(PATIENCE);

      assertThat(received).succeedsWithin(PATIENCE).isEqualTo(lines);
      assertThat(pair.initiator().state()).isEqualTo(ChannelState.CLOSED);
      await().atMost(PATIENCE).until(() -> pair.responder().state() == ChannelState.CLOSED);
      assertThatThrownBy(() -> pair.responder().send(new byte[1]).block(PATIENCE))
          .isInstanceOf(ChannelFailure.Closed.class);
      StepVerifier.create(Flux.merge(alice.holdings(), bob.holdings())).verifyComplete();
      pair.initiator().close().block(PATIENCE);
    }
  }

  @Test
  void aChannelThatHasEndedIsNotWaitedFor(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 12)) {
      var client = deployment.client();
      var pair = deployment.pair(client, TestDeployment.SMALL);
      ChannelId channel = pair.initiator().id();
      pair.initiator().close().block(PATIENCE);
      await().atMost(PATIENCE).until(() -> pair.responder().state() == ChannelState.CLOSED);

      client.intake(channel).caughtUp(channel).block(PATIENCE);
    }
  }

  @Test
  void bothPeersMayCloseAtOnce(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 8)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);

      Mono.when(pair.initiator().close(), pair.responder().close()).block(PATIENCE);

      assertThat(pair.initiator().state()).isEqualTo(ChannelState.CLOSED);
      assertThat(pair.responder().state()).isEqualTo(ChannelState.CLOSED);
    }
  }

  @Test
  void aClosedClientLetsGoOfItsChannelsAndLeavesThemOpen(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 9)) {
      var client = deployment.client();
      var pair = deployment.pair(client, TestDeployment.SMALL);
      var received = pair.responder().receive().collectList().toFuture();

      client.close();

      assertThatThrownBy(received::join).hasCauseInstanceOf(ChannelFailure.Detached.class);
      assertThatThrownBy(() -> pair.initiator().send(new byte[1]).block(PATIENCE))
          .isInstanceOf(ChannelFailure.Detached.class);
      assertThat(pair.initiator().state()).isEqualTo(ChannelState.DETACHED);
      assertThat(deployment.processor().log(io.pawl.ratchet.Close.class)).isEmpty();
      assertThatThrownBy(() -> deployment.peer(client)).isInstanceOf(IllegalStateException.class);
      client.close();
    }
  }

  @Test
  void brokersThatAreAwayAreWaitedFor(@TempDir Path folder) {
    var settings = BrokerSettings.temporary().in(folder);
    var kafka = EmbeddedKafka.start(settings);
    int port = kafka.port();
    try (var deployment = TestDeployment.honest(new Broker(kafka), 11)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      List<String> lines = Lines.of("line", 50);
      kafka.close();

      var sent = pair.initiator().sendAll(Lines.payloads(lines)).collectList().toFuture();
      assertThat(sent).isNotDone();
      kafka = EmbeddedKafka.start(settings.onPort(port));

      assertThat(sent).succeedsWithin(PATIENCE.multipliedBy(2));
      assertThat(Lines.received(pair.responder(), 50)).isEqualTo(lines);
    } finally {
      kafka.close();
    }
  }

  @Test
  void aPayloadThatFitsNoRecordIsRefusedAndTheLargestArrives(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 10)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      int most = pair.initiator().maxPayloadBytes();

      assertThatThrownBy(() -> pair.initiator().send(new byte[most + 1]).block(PATIENCE))
          .isInstanceOf(ChannelFailure.PayloadTooLarge.class);
      pair.initiator().send(new byte[most]).block(PATIENCE);

      assertThat(pair.responder().receive().next().block(PATIENCE))
          .extracting(message -> message.payload().length)
          .isEqualTo(most);
    }
  }

  private static int partition(Pair pair) {
    return pair.initiator().id().partition(TestDeployment.PARTITIONS);
  }

  /** The bytes of an envelope for the next position, sealed by nobody. */
  private static byte[] forged(TestDeployment deployment, Envelope seen) {
    byte[] ciphertext = seen.ciphertext().toArray();
    ciphertext[0] ^= 1;
    return deployment
        .codec()
        .encode(
            new Envelope(
                seen.channel(),
                seen.epoch(),
                seen.direction(),
                seen.slot(),
                seen.counter() + 1,
                Bytes.wrap(ciphertext),
                seen.tag()));
  }

  private static ProducerRecord<byte[], byte[]> tombstone(
      TestDeployment deployment, ChannelId channel) {
    return new ProducerRecord<>(
        deployment.topics().accepted(),
        channel.partition(TestDeployment.PARTITIONS),
        channel.toBytes(),
        null);
  }

  private static ProducerRecord<byte[], byte[]> accepted(
      TestDeployment deployment, ChannelId channel, byte[] value, boolean header) {
    // Whatever its key says, it goes to the partition of the channel under attack.
    var record =
        new ProducerRecord<>(
            deployment.topics().accepted(),
            channel.partition(TestDeployment.PARTITIONS),
            channel.toBytes(),
            value);
    if (header) {
      LogOffset.write(record.headers(), 1_000);
    }
    return record;
  }
}
