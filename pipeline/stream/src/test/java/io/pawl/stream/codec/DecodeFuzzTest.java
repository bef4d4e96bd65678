package io.pawl.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.pawl.stream.Topics;
import io.pawl.stream.registry.SchemaRegistry;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever can write to a topic can write any bytes: decoding them throws nothing and costs little.
 */
class DecodeFuzzTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What decoding may allocate per byte of the value: objects around fields of a few bytes. */
  private static final int PER_BYTE = 64;

  /** And what it may allocate at all: the record, Avro's parser, an exception. */
  private static final int FIXED = 64 << 10;

  private final SchemaRegistry registry =
      SchemaRegistry.connect(Map.of("schema.registry.url", "mock://fuzz"));
  private final Codec codec =
      Codec.create(registry, Topics.of("pawl")).blockOptional().orElseThrow();
  private final int later = later();

  private final List<Function<byte[], Decoded<?>>> decoders =
      List.of(
          codec::decodeLog,
          codec::decodeAccepted,
          codec::decodeRejected,
          codec::decodeFact,
          codec::decodeCheckpoint,
          codec::decodeIdentity);

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {11, 12, 13})
  void anyBytesDecodeToSomething(long seed) {
    var random = new SplittableRandom(seed);
    var records = new RandomRecords(seed);
    List<byte[]> samples = samples(records);
    samples.forEach(this::decodeAll);
    Map<Class<?>, Integer> seen = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      byte[] sample = samples.get(random.nextInt(samples.size()));
      byte[] value = random.nextInt(4) == 0 ? arbitrary(random, sample) : mutated(random, sample);
      for (Function<byte[], Decoded<?>> decoder : decoders) {
        // The first of its kind loads classes, which is no cost of the value.
        Decoded<?> decoded = decoder.apply(value);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        var _ = decoder.apply(value);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated)
            .as("allocated for %d bytes, round %d", value.length, i)
            .isLessThan(FIXED + (long) PER_BYTE * value.length);
        seen.merge(decoded.getClass(), 1, Integer::sum);
      }
    }
    assertThat(seen).containsKeys(Decoded.Value.class, Decoded.Malformed.class);
  }

  /** Resolves a version of the envelope that is read through Avro's resolution. */
  private int later() {
    Schema schema =
        LaterEnvelope.with(
            "hops", Schema.createArray(Schema.create(Schema.Type.STRING)), List.of());
    int id =
        registry.register("pawl.log-io.pawl.schema.Envelope", schema).blockOptional().orElseThrow();
    codec.resolve(id).block();
    return id;
  }

  private void decodeAll(byte[] value) {
    for (Function<byte[], Decoded<?>> decoder : decoders) {
      assertThat(decoder.apply(value)).isNotNull();
    }
  }

  private List<byte[]> samples(RandomRecords records) {
    return IntStream.range(0, 200)
        .mapToObj(i ->
            switch (i % 8) {
              case 0 -> codec.encode(records.envelope());
              case 1 -> codec.encode(records.logRecord());
              case 2 -> codec.encode(records.event());
              case 3 -> codec.encode(records.rejection());
              case 4 -> codec.encodeFact(records.fact());
              case 5 -> codec.encodeCheckpoint(records.checkpoint());
              case 6 ->
                  LaterEnvelope.write(later, records.envelope(), new byte[] {4, 2, 'a', 2, 'b', 0});
              default -> codec.encode(records.identity());
            })
        .toList();
  }

  /** Noise behind a prefix that gets it as far as a schema. */
  private static byte[] arbitrary(SplittableRandom random, byte[] sample) {
    byte[] value = new byte[random.nextInt(300)];
    random.nextBytes(value);
    System.arraycopy(sample, 0, value, 0, Math.min(WireFormat.PREFIX, value.length));
    return value;
  }

  private static byte[] mutated(SplittableRandom random, byte[] sample) {
    byte[] value =
        switch (random.nextInt(4)) {
          case 0 -> Arrays.copyOf(sample, random.nextInt(sample.length + 1));
          case 1 -> Arrays.copyOf(sample, sample.length + 1 + random.nextInt(20));
          default -> sample.clone();
        };
    for (int i = random.nextInt(4); i > 0 && value.length > WireFormat.PREFIX; i--) {
      // Mostly behind the prefix, where numbers and lengths stand; often to the ends of a byte.
      int at = random.nextInt(10) == 0 ? 0 : WireFormat.PREFIX;
      at += random.nextInt(value.length - at);
      value[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) 0xff;
            case 1 -> 0x7f;
            case 2 -> (byte) (value[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt();
          };
    }
    return value;
  }
}
