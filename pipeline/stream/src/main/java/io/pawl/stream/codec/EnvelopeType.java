package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Envelopes, by hand: nearly all records are envelopes. One pass over the bytes, no Avro objects,
 * and ciphertext and tag are views. Other versions of the schema go through Avro's resolution.
 */
final class EnvelopeType implements RecordType<Envelope> {
  private static final int TAG_BYTES = 16;

  /** Numbers of the longest envelope head: two ints, two longs and a direction. */
  private static final int MAX_NUMBERS = 5 + 1 + 10 + 5 + 5;

  private final Schema schema = io.pawl.schema.Envelope.getClassSchema();
  private final String layout = SchemaNormalization.toParsingForm(schema);
  private final RecordType<Envelope> resolving =
      new GeneratedType<>(
          io.pawl.schema.Envelope.getClassSchema(),
          io.pawl.schema.Envelope.class,
          Envelope.class,
          LogTypes::envelope,
          LogTypes::envelope);

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Class<Envelope> domain() {
    return Envelope.class;
  }

  @Override
  public ValueReader<Envelope> reader(Schema writer) {
    return SchemaNormalization.toParsingForm(writer).equals(layout)
        ? EnvelopeType::read
        : resolving.reader(writer);
  }

  private static Envelope read(StrictDecoder in) throws Malformation {
    ChannelId channel = in.channel();
    int epoch = in.readInt();
    Direction direction =
        switch (in.readEnum()) {
          case 0 -> Direction.INITIATOR;
          case 1 -> Direction.RESPONDER;
          default -> throw new Malformation("no such direction");
        };
    long slot = in.readLong();
    int counter = in.readInt();
    Bytes ciphertext = in.viewBytes();
    return new Envelope(channel, epoch, direction, slot, counter, ciphertext, in.view(TAG_BYTES));
  }

  @Override
  public byte[] write(int schemaId, Envelope envelope) {
    byte[] numbers = new byte[MAX_NUMBERS];
    int length = Varint.write(numbers, 0, envelope.epoch());
    length = Varint.write(numbers, length, envelope.direction().code());
    length = Varint.write(numbers, length, envelope.slot());
    length = Varint.write(numbers, length, envelope.counter());
    length = Varint.write(numbers, length, envelope.ciphertext().length());
    if (envelope.tag().length() != TAG_BYTES) {
      throw new IllegalArgumentException("an admission tag has 16 bytes");
    }

    byte[] value =
        new byte
            [WireFormat.PREFIX
                + ChannelId.LENGTH
                + length
                + envelope.ciphertext().length()
                + TAG_BYTES];
    int at = WireFormat.prefix(value, schemaId);
    at = envelope.channel().copyTo(value, at);
    System.arraycopy(numbers, 0, value, at, length);
    at = envelope.ciphertext().copyTo(value, at + length);
    envelope.tag().copyTo(value, at);
    return value;
  }
}
