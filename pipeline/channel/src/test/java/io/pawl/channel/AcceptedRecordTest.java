package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.PatientDecoder;
import io.pawl.stream.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AcceptedRecordTest {
  private static final ChannelId CHANNEL = new ChannelId(7, 8);
  private static final Close CLOSE =
      new Close(CHANNEL, Direction.INITIATOR, Bytes.wrap(new byte[64]));
  private static final Event TOLD =
      new Event.Activated(
          CHANNEL, 1, Kind.OPEN, Bytes.wrap(new byte[32]), Bytes.wrap(new byte[32]), 5);

  private final SchemaRegistry registry =
      SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
  private final Codec codec = present(Codec.create(registry, Topics.of("pawl")));
  private final PatientDecoder decoder = new PatientDecoder(codec, TestDeployment.PATIENCE);

  @AfterEach
  void close() {
    registry.close();
  }

  private static <T> T present(Mono<T> one) {
    return one.blockOptional(TestDeployment.PATIENCE).orElseThrow();
  }

  private static ConsumerRecord<byte[], byte[]> record(ChannelId key, byte[] value) {
    return new ConsumerRecord<>("accepted", 0, 3, key.toBytes(), value);
  }

  private static ConsumerRecord<byte[], byte[]> passed(ChannelId key, byte[] value) {
    ConsumerRecord<byte[], byte[]> record = record(key, value);
    LogOffset.write(record.headers(), 17);
    return record;
  }

  @Test
  void whatWasPassedOnHasItsPlaceInTheLog() {
    assertThat(AcceptedRecord.find(passed(CHANNEL, codec.encode(CLOSE)), decoder))
        .isEqualTo(new AcceptedRecord.Found(new Accepted.Passed(CLOSE), 17));
    assertThat(AcceptedRecord.find(record(CHANNEL, codec.encode(CLOSE)), decoder)).isNull();
  }

  @Test
  void whatIsToldNeedsNone() {
    assertThat(AcceptedRecord.find(record(CHANNEL, codec.encode(TOLD)), decoder))
        .isEqualTo(new AcceptedRecord.Found(new Accepted.Told(TOLD), -1));
  }

  @Test
  void underAnotherChannelsKeyItIsNobodys() {
    ChannelId other = new ChannelId(7, 9);

    assertThat(AcceptedRecord.find(passed(other, codec.encode(CLOSE)), decoder)).isNull();
    assertThat(AcceptedRecord.find(record(other, codec.encode(TOLD)), decoder)).isNull();
  }

  @Test
  void oneOfASchemaThatIsNotKnownHereIsFoundOnceThatIsLookedUp() {
    byte[] later = LaterVersion.of(codec.encode(CLOSE), registry);
    assertThat(codec.decodeAccepted(later)).isInstanceOf(Decoded.Waiting.class);

    assertThat(AcceptedRecord.find(passed(CHANNEL, later), decoder))
        .isEqualTo(new AcceptedRecord.Found(new Accepted.Passed(CLOSE), 17));
  }

  @Test
  void oneOfASchemaThatDoesNotExistIsNobodys() {
    byte[] value = codec.encode(CLOSE);
    ByteBuffer.wrap(value).putInt(1, 4_711);

    assertThat(AcceptedRecord.find(passed(CHANNEL, value), decoder)).isNull();
  }
}
