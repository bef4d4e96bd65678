package io.pawl.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import reactor.core.publisher.Mono;

/** The client and the codec against a registry that others wrote. */
@Tag("integration")
@TestInstance(Lifecycle.PER_CLASS)
class SchemaRegistryIT {
  private static final Schema FIRST =
      SchemaBuilder.record("com.example.Order").fields().requiredInt("n").endRecord();
  private static final Schema COMPATIBLE =
      SchemaBuilder.record("com.example.Order")
          .fields()
          .requiredInt("n")
          .optionalString("note")
          .endRecord();
  private static final Schema INCOMPATIBLE =
      SchemaBuilder.record("com.example.Order")
          .fields()
          .requiredInt("n")
          .requiredString("owner")
          .endRecord();

  private final ApicurioRegistry server;
  private final SchemaRegistry registry;

  SchemaRegistryIT() throws IOException {
    server = ApicurioRegistry.start();
    registry = connect(server.url());
  }

  private static SchemaRegistry connect(String url) {
    return SchemaRegistry.connect(Map.of("schema.registry.url", url));
  }

  private static <T> T await(Mono<T> mono) {
    return mono.blockOptional().orElseThrow();
  }

  @BeforeAll
  void beStrict() throws IOException, InterruptedException {
    server.requireBackwardCompatibility();
  }

  @AfterAll
  void stop() {
    registry.close();
    server.close();
  }

  @Test
  void aRegisteredSchemaIsFoundByItsId() {
    int id = await(registry.register("found-com.example.Order", FIRST));

    try (SchemaRegistry other = connect(server.url())) {
      assertThat(await(other.schema(id))).isEqualTo(FIRST);
    }
    assertThat(await(registry.register("found-com.example.Order", FIRST))).isEqualTo(id);
  }

  @Test
  void aCompatibleVersionGetsAnIdOfItsOwn() {
    int first = await(registry.register("evolves-com.example.Order", FIRST));
    int second = await(registry.register("evolves-com.example.Order", COMPATIBLE));

    assertThat(second).isNotEqualTo(first);
    assertThat(await(registry.schema(second))).isEqualTo(COMPATIBLE);
  }

  @Test
  void anIncompatibleVersionIsRefusedInOneLine() {
    registry.register("strict-com.example.Order", FIRST).block();

    assertThatThrownBy(() -> registry.register("strict-com.example.Order", INCOMPATIBLE).block())
        .isInstanceOf(RegistryException.Refused.class)
        .hasMessageStartingWith(
            "the schema registry refuses the schema for strict-com.example.Order: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anIdThatDoesNotExistIsUnknown() {
    for (int id : new int[] {0, 4711, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> registry.schema(id).block())
          .isInstanceOf(RegistryException.UnknownId.class)
          .hasMessage("the schema registry knows no schema with id " + id);
    }
  }

  @Test
  void aClosedPortIsUnavailableAndNothingElse() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (SchemaRegistry nobody = connect("http://127.0.0.1:" + port)) {
      assertThatThrownBy(() -> nobody.schema(1).block())
          .isInstanceOf(RegistryException.Unavailable.class)
          .hasMessageStartingWith("no schema registry answers: http://127.0.0.1:" + port + ": ")
          .hasMessageNotContaining("\n");
    }
    try (SchemaRegistry failover = connect("http://127.0.0.1:" + port + "," + server.url())) {
      int id = await(failover.register("failover-com.example.Order", FIRST));
      assertThat(await(failover.schema(id))).isEqualTo(FIRST);
    }
  }

  @Test
  void anAddressThatIsNoRegistryMakesNoIdUnknown() {
    try (SchemaRegistry wrong = connect(server.url().replace("/ccompat/v7", "/nothing"))) {
      assertThatThrownBy(() -> wrong.schema(4711).block())
          .isInstanceOf(RegistryException.Unavailable.class);
    }
  }

  @Test
  void whatOneCodecWritesAnotherReads() {
    Topics topics = Topics.of("it");
    Codec writer = await(Codec.create(registry, topics));
    LogRecord close = new Close(new ChannelId(1, 2), Direction.RESPONDER, Bytes.wrap(new byte[64]));
    LogRecord envelope =
        new Envelope(
            new ChannelId(1, 2),
            1,
            Direction.INITIATOR,
            2,
            3,
            Bytes.wrap(new byte[1040]),
            Bytes.wrap(new byte[16]));

    try (SchemaRegistry other = connect(server.url())) {
      Codec reader = await(Codec.create(other, topics));
      for (LogRecord record : new LogRecord[] {close, envelope}) {
        assertThat(reader.decodeLog(writer.encode(record))).isEqualTo(new Decoded.Value<>(record));
      }
    }
  }

  @Test
  void aForeignAndAMissingIdAreMalformedOnceTheyAreResolved() {
    Codec codec = await(Codec.create(registry, Topics.of("foreign")));
    int foreign = await(registry.register("foreign-com.example.Order", FIRST));

    for (int id : new int[] {foreign, 1_000_000}) {
      byte[] value = ByteBuffer.allocate(6).putInt(1, id).array();
      assertThat(codec.decodeLog(value)).isEqualTo(new Decoded.Waiting<>(id));
      codec.resolve(id).block();
      assertThat(codec.decodeLog(value)).isInstanceOf(Decoded.Malformed.class);
    }
  }
}
