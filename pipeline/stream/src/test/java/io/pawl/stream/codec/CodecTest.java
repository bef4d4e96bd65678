package io.pawl.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Refusal;
import io.pawl.stream.Topics;
import io.pawl.stream.registry.RegistryException;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class CodecTest {
  private static final Topics TOPICS = Topics.of("pawl");

  private SchemaRegistry registry =
      SchemaRegistry.connect(Map.of("schema.registry.url", "mock://"));
  private Codec codec = create(registry);

  @BeforeEach
  void freshRegistry(TestInfo test) {
    registry =
        SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + test.getDisplayName()));
    codec = create(registry);
  }

  private static Codec create(SchemaRegistry registry) {
    return present(Codec.create(registry, TOPICS));
  }

  private static <T> T present(Mono<T> mono) {
    return mono.blockOptional().orElseThrow();
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void whatIsEncodedIsDecodedAlike(long seed) {
    var random = new RandomRecords(seed);
    for (int i = 0; i < 500; i++) {
      LogRecord record = random.logRecord();
      assertThat(codec.decodeLog(codec.encode(record))).isEqualTo(new Decoded.Value<>(record));
      assertThat(codec.decodeAccepted(codec.encode(record)))
          .isEqualTo(new Decoded.Value<>(new Accepted.Passed(record)));

      Event event = random.event();
      assertThat(codec.decodeAccepted(codec.encode(event)))
          .isEqualTo(new Decoded.Value<>(new Accepted.Told(event)));

      Rejection rejection = random.rejection();
      assertThat(codec.decodeRejected(codec.encode(rejection)))
          .isEqualTo(new Decoded.Value<>(rejection));

      Fact fact = random.fact();
      assertThat(codec.decodeFact(codec.encodeFact(fact))).isEqualTo(new Decoded.Value<>(fact));
      assertThat(codec.decodeCheckpoint(codec.encodeFact(fact)))
          .isEqualTo(new Decoded.Value<>(fact));

      Checkpoint checkpoint = random.checkpoint();
      assertThat(codec.decodeCheckpoint(codec.encodeCheckpoint(checkpoint)))
          .isEqualTo(new Decoded.Value<>(checkpoint));

      Identity identity = random.identity();
      assertThat(codec.decodeIdentity(codec.encode(identity)))
          .isEqualTo(new Decoded.Value<>(identity));
    }
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void envelopesAreWrittenAsAvroWritesThem(long seed) throws IOException {
    var random = new RandomRecords(seed);
    for (int i = 0; i < 500; i++) {
      Envelope envelope = random.envelope();

      byte[] value = codec.encode(envelope);

      assertThat(WireFormat.schemaId(value)).isPositive();
      assertThat(Arrays.copyOfRange(value, WireFormat.PREFIX, value.length))
          .isEqualTo(avro(envelope));
      var decoder =
          DecoderFactory.get().binaryDecoder(value, WireFormat.PREFIX, value.length - 5, null);
      var read =
          new SpecificDatumReader<io.pawl.schema.Envelope>(
                  io.pawl.schema.Envelope.getClassSchema(),
                  io.pawl.schema.Envelope.getClassSchema(),
                  GeneratedClasses.MODEL)
              .read(null, decoder);
      assertThat(LogTypes.envelope(read)).isEqualTo(envelope);
    }
  }

  private static byte[] avro(Envelope envelope) throws IOException {
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new SpecificDatumWriter<io.pawl.schema.Envelope>(
            io.pawl.schema.Envelope.getClassSchema(), GeneratedClasses.MODEL)
        .write(LogTypes.envelope(envelope), encoder);
    return out.toByteArray();
  }

  @Test
  void ciphertextAndTagAreViewsOfTheValue() {
    byte[] value = codec.encode(new RandomRecords(1).envelope());

    var envelope = (Envelope) ((Decoded.Value<LogRecord>) codec.decodeLog(value)).record();

    assertThat(envelope.ciphertext().array()).isSameAs(value);
    assertThat(envelope.tag().array()).isSameAs(value);
  }

  @Test
  void bytesBehindARecordMakeItMalformed() {
    var random = new RandomRecords(1);
    for (int i = 0; i < 50; i++) {
      byte[] value = codec.encode(random.logRecord());

      assertThat(codec.decodeLog(Arrays.copyOf(value, value.length + 1)))
          .isInstanceOf(Decoded.Malformed.class);
    }
  }

  @Test
  void aRecordCutShortIsMalformed() {
    byte[] close = codec.encode(new Close(new ChannelId(1, 2), Direction.INITIATOR, zeros(64)));
    byte[] envelope = codec.encode(new RandomRecords(1).envelope());
    for (byte[] value : new byte[][] {close, envelope}) {
      for (int length = 0; length < value.length; length++) {
        assertThat(codec.decodeLog(Arrays.copyOf(value, length)))
            .isInstanceOf(Decoded.Malformed.class);
      }
    }
  }

  @Test
  void aMissingValueIsMalformed() {
    assertThat(codec.decodeLog(null)).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void aValueOverTheLimitIsMalformed() {
    int overhead = codec.encode(envelope(zeros(100_000))).length - 100_000;
    int most = Codec.MAX_VALUE_BYTES - overhead;
    byte[] largest = codec.encode(envelope(zeros(most)));
    assertThat(largest).hasSize(Codec.MAX_VALUE_BYTES);
    assertThat(codec.decodeLog(largest)).isInstanceOf(Decoded.Value.class);

    assertThatThrownBy(() -> codec.encode(envelope(zeros(most + 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a value of 1,048,577 bytes is over the limit of 1,048,576");
    assertThat(codec.decodeLog(Arrays.copyOf(largest, largest.length + 1)))
        .isEqualTo(new Decoded.Malformed<>("a value over the limit"));
  }

  private static Envelope envelope(Bytes ciphertext) {
    return new Envelope(new ChannelId(1, 2), 1, Direction.RESPONDER, 3, 4, ciphertext, zeros(16));
  }

  private static Bytes zeros(int length) {
    return Bytes.wrap(new byte[length]);
  }

  @Test
  void aRecordOfAnotherTopicIsMalformed() {
    var random = new RandomRecords(1);

    assertThat(codec.decodeLog(codec.encode(random.event()))).isInstanceOf(Decoded.Malformed.class);
    assertThat(codec.decodeLog(codec.encode(random.rejection())))
        .isInstanceOf(Decoded.Malformed.class);
    assertThat(codec.decodeRejected(codec.encode(random.logRecord())))
        .isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void aFieldOfTheWrongLengthIsNotWritten() {
    assertThatThrownBy(
            () -> codec.encode(new Close(new ChannelId(1, 2), Direction.INITIATOR, zeros(63))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            codec.encode(
                new Envelope(
                    new ChannelId(1, 2), 1, Direction.INITIATOR, 0, 0, zeros(16), zeros(15))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherVersionOfASchemaIsReadOnceItIsResolved() {
    Schema next = LaterEnvelope.with("hop", Schema.create(Schema.Type.STRING), "");
    int id = present(registry.register("pawl.log-io.pawl.schema.Envelope", next));
    Envelope envelope = new RandomRecords(1).envelope();
    byte[] value = LaterEnvelope.write(id, envelope, new byte[] {6, 'g', 'w', '1'});

    assertThat(codec.decodeLog(value)).isEqualTo(new Decoded.Waiting<>(id));
    codec.resolve(id).block();

    assertThat(codec.decodeLog(value)).isEqualTo(new Decoded.Value<>(envelope));
    assertThat(codec.decodeLog(Arrays.copyOf(value, value.length + 1)))
        .isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void itemsWithoutBytesInALaterFieldCostNothing() {
    Schema later =
        LaterEnvelope.with("extra", Schema.createArray(Schema.create(Schema.Type.NULL)), List.of());
    int id = present(registry.register("pawl.log-io.pawl.schema.Envelope", later));
    codec.resolve(id).block();
    Envelope envelope = new RandomRecords(1).envelope();

    byte[] none = LaterEnvelope.write(id, envelope, HexFormat.of().parseHex("00"));
    byte[] trillions =
        LaterEnvelope.write(id, envelope, HexFormat.of().parseHex("8080808080804000"));

    assertThat(codec.decodeLog(none)).isEqualTo(new Decoded.Value<>(envelope));
    assertThat(codec.decodeLog(trillions)).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void aSchemaThatIsNotOursIsMalformed() {
    Schema foreign =
        SchemaBuilder.record("com.example.Order").fields().requiredInt("n").endRecord();
    Schema noRecord = Schema.create(Schema.Type.LONG);
    Schema unreadable =
        SchemaBuilder.record("io.pawl.schema.Close").fields().requiredInt("n").endRecord();
    for (Schema schema : new Schema[] {foreign, noRecord, unreadable}) {
      int id = present(registry.register("orders" + schema.getName(), schema));
      byte[] value = ByteBuffer.allocate(9).putInt(1, id).array();

      assertThat(codec.decodeLog(value)).isEqualTo(new Decoded.Waiting<>(id));
      codec.resolve(id).block();

      assertThat(codec.decodeLog(value)).isInstanceOf(Decoded.Malformed.class);
    }
  }

  @Test
  void anIdWithoutASchemaIsMalformedForTheRecordThatAskedOnly() {
    byte[] value = ByteBuffer.allocate(9).putInt(1, 4711).array();
    assertThat(codec.decodeLog(value)).isEqualTo(new Decoded.Waiting<>(4711));

    codec.resolve(4711).block();

    assertThat(codec.decodeLog(value)).isInstanceOf(Decoded.Malformed.class);
    assertThat(codec.decodeLog(value)).isEqualTo(new Decoded.Waiting<>(4711));
  }

  @Test
  void aNegativeIdIsMalformedWithoutAsking() {
    assertThat(codec.decodeLog(new byte[] {0, -1, 0, 0, 0})).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void aCodeOfALaterVersionStaysReadableInARejection() {
    var later = new Rejection(null, "MOON_PHASE", Action.NONE, null, null, null, null, 1, 2);

    assertThat(codec.decodeRejected(codec.encode(later))).isEqualTo(new Decoded.Value<>(later));
    assertThat(
            new Rejection(null, Refusal.REPLAYED, Action.NONE, null, null, null, null, 1, 2).code())
        .isEqualTo("REPLAYED");
  }

  @Test
  void aRefusedSchemaIsAnErrorOfCreation() {
    Schema other =
        SchemaBuilder.record("io.pawl.schema.Close").fields().requiredInt("n").endRecord();
    var squatted = SchemaRegistry.connect(Map.of("schema.registry.url", "mock://squatted"));
    squatted.register("pawl.log-io.pawl.schema.Close", other).block();

    assertThatThrownBy(() -> Codec.create(squatted, TOPICS).block())
        .isInstanceOf(RegistryException.Refused.class)
        .hasMessageContaining("pawl.log-io.pawl.schema.Close");
  }
}
