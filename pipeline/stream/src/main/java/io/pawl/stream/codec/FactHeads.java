package io.pawl.stream.codec;

import io.pawl.ratchet.ChannelId;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Reads the heads of facts: by hand where they are of this version, else whole. */
final class FactHeads {
  static final List<RecordType.ReadType<FactHead>> ALL =
      List.of(
          head(FactTypes.DESCRIPTOR, FactHeads::descriptor),
          head(FactTypes.POSITION, FactHeads::position),
          FactTypes.CLOSED.as(FactHead::of),
          FactTypes.FORGOTTEN.as(FactHead::of),
          FactTypes.SCHEMA_SEEN.as(FactHead::of),
          FactTypes.BARRIER.as(FactHead::of));

  private FactHeads() {}

  private static RecordType.ReadType<FactHead> head(
      RecordType<? extends Fact> type, ValueReader<FactHead> byHand) {
    String layout = SchemaNormalization.toParsingForm(type.schema());
    Function<Schema, ValueReader<FactHead>> readers =
        writer ->
            SchemaNormalization.toParsingForm(writer).equals(layout)
                ? byHand
                : type.<FactHead>as(FactHead::of).readers().apply(writer);
    return new RecordType.ReadType<>(type.schema(), readers);
  }

  private static FactHead descriptor(StrictDecoder in) throws Malformation {
    ChannelId channel = in.channel();
    long covered = in.readLong();
    in.skip(2 * 32); // Both identities.
    boolean opening = in.readIndex() == 0;
    in.skipRest();
    return new FactHead.Descriptor(channel, covered, opening);
  }

  private static FactHead position(StrictDecoder in) throws Malformation {
    ChannelId channel = in.channel();
    long covered = in.readLong();
    in.skipRest();
    return new FactHead.Position(channel, covered);
  }
}
