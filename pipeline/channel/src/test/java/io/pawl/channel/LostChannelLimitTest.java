package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import io.pawl.stream.LogOffset;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.PatientDecoder;
import io.pawl.stream.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More lost channels than are looked for at a time: none is left out for ever. */
@ExtendWith(Broker.Resolver.class)
class LostChannelLimitTest {
  private static final int MOST = 3;

  private final Entropy entropy = Sample.entropy(new Random(164));
  private final SigningKey alice = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
  private final SigningKey bob = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
  private final Bytes processors = AgreementKey.of(Secret.owning(entropy.bytes(32))).publicKey();
  private final SchemaRegistry registry =
      SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
  private final Codec codec =
      Codec.create(registry, Topics.of("lost"))
          .blockOptional(TestDeployment.PATIENCE)
          .orElseThrow();
  private final PatientDecoder decoder = new PatientDecoder(codec, TestDeployment.PATIENCE);
  private long offset;

  @AfterEach
  void close() {
    registry.close();
  }

  /** A channel that alice offered, and what makes it one. */
  private record Made(Offer offer, Answer answer) {
    ChannelId channel() {
      return offer.channel();
    }

    Event.Activated activated() {
      return new Event.Activated(
          channel(), 1, Kind.OPEN, Handshake.offerId(offer), Bytes.wrap(new byte[32]), 5);
    }
  }

  private Made made() {
    Handshake.Offered offered =
        Handshake.open(alice, bob.publicKey(), TestDeployment.SMALL, channel -> 0, entropy);
    return new Made(
        offered.offer(),
        Handshake.answer(offered.offer(), bob, processors, entropy, null).answer());
  }

  private List<Made> made(int count) {
    return IntStream.range(0, count).mapToObj(i -> made()).toList();
  }

  private void take(LostChannels lost, LogRecord passed) {
    var record = record(passed.channel(), codec.encode(passed));
    LogOffset.write(record.headers(), offset);
    lost.take(record);
  }

  private void begin(LostChannels lost, Made made) {
    take(lost, made.answer());
    lost.take(record(made.channel(), codec.encode(made.activated())));
  }

  private ConsumerRecord<byte[], byte[]> record(ChannelId channel, byte[] value) {
    return new ConsumerRecord<>("accepted", 0, offset++, channel.toBytes(), value);
  }

  private LostChannels lost(Set<ChannelId> known) {
    return new LostChannels(decoder, Map.of(alice.publicKey(), known), MOST);
  }

  private Set<ChannelId> found(LostChannels lost) {
    Set<ChannelId> found = new HashSet<>();
    lost.found(offset)
        .getOrDefault(alice.publicKey(), List.of())
        .forEach(kept -> found.add(kept.channel()));
    return found;
  }

  @Test
  void asManyAsMayBeAreAll() {
    List<Made> all = made(MOST);
    LostChannels lost = lost(Set.of());
    for (Made each : all) {
      take(lost, each.offer());
      begin(lost, each);
    }

    assertThat(found(lost)).hasSize(MOST);
    assertThat(lost.isComplete()).isTrue();
  }

  @Test
  void ofMoreTheFirstAreFoundAndTheRestOnceThoseAreKnown() {
    List<Made> all = made(MOST + 2);
    LostChannels first = lost(Set.of());
    all.forEach(each -> {
      take(first, each.offer());
      begin(first, each);
    });
    Set<ChannelId> known = found(first);
    LostChannels next = lost(known);
    all.forEach(each -> {
      take(next, each.offer());
      begin(next, each);
    });

    assertThat(known).hasSize(MOST);
    assertThat(first.isComplete()).isFalse();
    assertThat(found(next)).hasSize(2).doesNotContainAnyElementsOf(known);
    assertThat(next.isComplete()).isTrue();
  }

  @Test
  void ofOffersThatNobodyAnsweredTheOldestMakesRoom() {
    List<Made> all = made(MOST + 1);
    LostChannels lost = lost(Set.of());
    all.forEach(each -> take(lost, each.offer()));

    all.forEach(each -> begin(lost, each));

    assertThat(found(lost)).hasSize(MOST).doesNotContain(all.getFirst().channel());
  }

  @Test
  void aChannelThatHasBegunMakesRoomForNone() {
    Made begun = made();
    LostChannels lost = lost(Set.of());
    take(lost, begun.offer());
    begin(lost, begun);

    made(MOST + 1).forEach(each -> take(lost, each.offer()));

    assertThat(found(lost)).containsExactly(begun.channel());
    assertThat(lost.isComplete()).isTrue();
  }

  @Test
  void oneSearchAfterTheOtherFindsAll(Broker broker) throws Exception {
    try (var deployment = TestDeployment.silent(broker, 165);
        var desk =
            new LostChannelDesk(
                decoder,
                IntStream.range(0, TestDeployment.PARTITIONS)
                    .mapToObj(each -> new TopicPartition(deployment.topics().accepted(), each))
                    .toList(),
                () ->
                    PartitionReader.connect(
                        broker.client(), IsolationLevel.READ_COMMITTED, TestDeployment.PATIENCE),
                1)) {
      List<Made> all = made(2 * TestDeployment.PARTITIONS);
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (Made each : all) {
        records.add(passed(deployment, each.offer()));
        records.add(passed(deployment, each.answer()));
        records.add(record(deployment, each.channel(), codec.encode(each.activated())));
      }
      deployment.inject(records);
      Set<ChannelId> known = new HashSet<>();
      boolean complete = false;
      int searches = 0;

      while (!complete) {
        LostChannelDesk.Found found =
            desk.find(alice.publicKey(), known)
                .blockOptional(TestDeployment.PATIENCE)
                .orElseThrow();
        assertThat(found.channels()).isNotEmpty();
        found.channels().forEach(kept -> known.add(kept.channel()));
        complete = found.complete();
        searches++;
      }

      assertThat(known).isEqualTo(Set.copyOf(all.stream().map(Made::channel).toList()));
      assertThat(searches).isGreaterThan(1);
    }
  }

  private ProducerRecord<byte[], byte[]> passed(TestDeployment deployment, LogRecord passed) {
    var record = record(deployment, passed.channel(), codec.encode(passed));
    LogOffset.write(record.headers(), offset++);
    return record;
  }

  private static ProducerRecord<byte[], byte[]> record(
      TestDeployment deployment, ChannelId channel, byte[] value) {
    return new ProducerRecord<>(
        deployment.topics().accepted(),
        channel.partition(TestDeployment.PARTITIONS),
        channel.toBytes(),
        value);
  }
}
