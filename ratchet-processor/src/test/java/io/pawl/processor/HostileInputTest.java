package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Rejection;
import io.pawl.stream.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in the log gets its outcome, and the lane goes on. */
class HostileInputTest {
  /** The protocol's limit on a value, and what the topic lets through on top of it. */
  private static final int LARGEST_VALUE = Codec.MAX_VALUE_BYTES;

  private static final int LARGEST_RECORD = LARGEST_VALUE + 3_000;

  private static final KafkaFixture broker = KafkaFixture.shared();

  private static LongStream seeds() {
    return LongStream.range(1, 4);
  }

  private static byte[] random(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Random bytes, or a good record with something about it changed. */
  private static byte[] broken(SplittableRandom random, byte[] good) {
    byte[] bytes = good.clone();
    switch (random.nextInt(6)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[0] = (byte) (1 + random.nextInt(255));
      case 2 -> ByteBuffer.wrap(bytes).putInt(1, random.nextInt());
      case 3 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
      default -> bytes = random(random, random.nextInt(300));
    }
    return bytes;
  }

  @ParameterizedTest(name = "seed={0}")
  @MethodSource("seeds")
  void arbitraryBytesAmongGoodRecordsGetOneOutcomeEach(long seed) {
    var random = new SplittableRandom(seed);
    var meters = new SimpleMeterRegistry();
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor _ = deployment.processor(LaneSettings.DEFAULT, meters)) {
      List<Conversation> conversations = RatchetProcessorTest.open(deployment, 4, random);
      for (int i = 0; i < 1_500; i++) {
        Conversation conversation = conversations.get(random.nextInt(conversations.size()));
        int partition = conversation.channel().partition(Deployment.PARTITIONS);
        Envelope envelope =
            conversation.seal(Direction.of(random.nextInt(2)), random(random, random.nextInt(64)));
        byte[] key = conversation.channel().toBytes();
        byte[] good = deployment.codec().encode(envelope);
        switch (random.nextInt(6)) {
          case 0 -> deployment.write(partition, random(random, random.nextInt(40)), good);
          case 1 -> deployment.write(partition, null, good);
          case 2 -> deployment.write(random.nextInt(Deployment.PARTITIONS), key, good);
          case 3 -> deployment.write(partition, key, null);
          default -> deployment.write(partition, key, broken(random, good));
        }
        deployment.write(partition, key, good);
      }
      deployment.awaitJudged();

      Outcomes.assertOneEach(deployment);
      long malformed = 0;
      for (int partition = 0; partition < Deployment.PARTITIONS; partition++) {
        malformed +=
            Outcomes.of(deployment, partition).rejected().stream()
                .filter(rejection -> rejection.code().equals("MALFORMED"))
                .count();
      }
      assertThat(malformed).isPositive();
      assertThat(
              meters.get("pawl.envelopes").tag("verdict", "MALFORMED").counter().count()
                  + meters.get("pawl.transitions").tag("code", "MALFORMED").counter().count())
          .isEqualTo((double) malformed);
    }
  }

  @Test
  void valuesAtTheLimitAreJudgedAndThoseOverItAreMalformed() {
    var random = new SplittableRandom(5);
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor _ =
            deployment.processor(LaneSettings.DEFAULT, new SimpleMeterRegistry())) {
      Conversation conversation = RatchetProcessorTest.open(deployment, 1, random).getFirst();
      int partition = conversation.channel().partition(Deployment.PARTITIONS);
      byte[] key = conversation.channel().toBytes();
      byte[] small =
          deployment.codec().encode(conversation.seal(Direction.INITIATOR, new byte[16]));
      // The same header with so much ciphertext that the value is as long as it may be.
      Envelope model = conversation.seal(Direction.INITIATOR, new byte[16]);
      byte[] largest = filled(deployment, model, LARGEST_VALUE);
      deployment.write(partition, key, small);
      deployment.write(partition, key, largest);
      deployment.write(partition, key, Arrays.copyOf(largest, LARGEST_VALUE + 1));
      deployment.write(partition, key, random(random, LARGEST_RECORD));
      deployment.awaitJudged();

      Outcomes.assertOneEach(deployment);
      assertThat(Outcomes.of(deployment, partition).rejected())
          .extracting(Rejection::code)
          .satisfiesExactly(
              atTheLimit -> assertThat(atTheLimit).isNotEqualTo("MALFORMED"),
              over -> assertThat(over).isEqualTo("MALFORMED"),
              overAsWell -> assertThat(overAsWell).isEqualTo("MALFORMED"));
    }
  }

  private static byte[] filled(Deployment deployment, Envelope model, int size) {
    int ciphertext = size - 256;
    byte[] value = encoded(deployment, model, ciphertext);
    return encoded(deployment, model, ciphertext + size - value.length);
  }

  private static byte[] encoded(Deployment deployment, Envelope e, int ciphertext) {
    return deployment
        .codec()
        .encode(
            new Envelope(
                e.channel(),
                e.epoch(),
                e.direction(),
                e.slot(),
                e.counter(),
                Bytes.wrap(new byte[ciphertext]),
                e.tag()));
  }

  @Test
  void idsThatNobodyRegisteredAndSchemasThatAreNotOursAreMalformed() {
    var random = new SplittableRandom(6);
    String url = "mock://" + UUID.randomUUID();
    try (Deployment deployment = new Deployment(broker, url);
        SchemaRegistry registry = SchemaRegistry.connect(Map.of("schema.registry.url", url));
        RatchetProcessor _ =
            deployment.processor(LaneSettings.DEFAULT, new SimpleMeterRegistry())) {
      Conversation conversation = RatchetProcessorTest.open(deployment, 1, random).getFirst();
      int partition = conversation.channel().partition(Deployment.PARTITIONS);
      byte[] key = conversation.channel().toBytes();
      int foreign =
          registry
              .register(
                  "somebody.elses-value",
                  SchemaBuilder.record("Else").fields().requiredString("text").endRecord())
              .blockOptional()
              .orElseThrow();
      byte[] good =
          deployment.codec().encode(conversation.seal(Direction.INITIATOR, new byte[] {1}));
      byte[] ofForeign = good.clone();
      ByteBuffer.wrap(ofForeign).putInt(1, foreign);
      byte[] ofNobody = good.clone();
      ByteBuffer.wrap(ofNobody).putInt(1, 999_999);

      deployment.write(partition, key, ofForeign);
      deployment.write(partition, key, ofNobody);
      deployment.write(partition, key, good);
      deployment.awaitJudged();

      Outcomes.assertOneEach(deployment);
      assertThat(Outcomes.of(deployment, partition).rejected())
          .extracting(Rejection::code)
          .containsExactly("MALFORMED", "MALFORMED");
      assertThat(Outcomes.of(deployment, partition).accepted()).containsExactly(0L, 1L, 4L);
    }
  }

  @Test
  void ofAllHeadersOnlyATraceOfItsSizeIsCarriedOn() {
    var random = new SplittableRandom(7);
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor _ =
            deployment.processor(LaneSettings.DEFAULT, new SimpleMeterRegistry())) {
      Conversation conversation = RatchetProcessorTest.open(deployment, 1, random).getFirst();
      int partition = conversation.channel().partition(Deployment.PARTITIONS);
      for (int length : new int[] {64, 65}) {
        var record =
            new ProducerRecord<>(
                deployment.topics().log(),
                partition,
                conversation.channel().toBytes(),
                deployment.codec().encode(conversation.seal(Direction.INITIATOR, new byte[1])));
        record.headers().add("traceparent", new byte[length]);
        record.headers().add("smuggled", new byte[10_000]);
        deployment.write(record);
      }
      deployment.awaitJudged();

      var accepted = deployment.committed(deployment.topics().accepted(), partition);
      var traced = accepted.get(accepted.size() - 2).headers();
      var untraced = accepted.getLast().headers();
      assertThat(traced.lastHeader("traceparent").value()).hasSize(64);
      assertThat(untraced.lastHeader("traceparent")).isNull();
      assertThat(traced.lastHeader("smuggled")).isNull();
    }
  }
}
