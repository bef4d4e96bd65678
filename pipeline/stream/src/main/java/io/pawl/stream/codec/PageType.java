package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.codec.Checkpoint.Page;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Pages, by hand: a recovery reads all of a partition's state from them. Their entries are views of
 * the value. Other versions of the schema go through Avro's resolution.
 */
final class PageType implements RecordType<Page> {
  /** Bytes of the longest int or array count. */
  private static final int MAX_NUMBER = 5;

  private final Schema schema = io.pawl.schema.CheckpointPage.getClassSchema();
  private final String layout = SchemaNormalization.toParsingForm(schema);
  private final RecordType<Page> resolving =
      new GeneratedType<>(
          schema, io.pawl.schema.CheckpointPage.class, Page.class, PageType::page, PageType::page);

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Class<Page> domain() {
    return Page.class;
  }

  @Override
  public ValueReader<Page> reader(Schema writer) {
    return SchemaNormalization.toParsingForm(writer).equals(layout)
        ? PageType::read
        : resolving.reader(writer);
  }

  private static Page read(StrictDecoder in) throws Malformation {
    int number = in.readInt();
    List<Bytes> entries = new ArrayList<>();
    for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
      for (long i = 0; i < block; i++) {
        entries.add(in.viewBytes());
      }
    }
    return new Page(number, entries);
  }

  @Override
  public byte[] write(int schemaId, Page page) {
    int most = WireFormat.PREFIX + 2 * MAX_NUMBER + 1;
    for (Bytes entry : page.entries()) {
      most += MAX_NUMBER + entry.length();
    }
    byte[] value = new byte[most];
    int at = WireFormat.prefix(value, schemaId);
    at = Varint.write(value, at, page.number());
    if (!page.entries().isEmpty()) {
      at = Varint.write(value, at, page.entries().size());
    }
    for (Bytes entry : page.entries()) {
      at = Varint.write(value, at, entry.length());
      at = entry.copyTo(value, at);
    }
    // No more items.
    at = Varint.write(value, at, 0);
    return Arrays.copyOf(value, at);
  }

  private static Page page(io.pawl.schema.CheckpointPage read) {
    return new Page(read.getNumber(), read.getEntries().stream().map(Fields::bytes).toList());
  }

  private static io.pawl.schema.CheckpointPage page(Page page) {
    List<ByteBuffer> entries = page.entries().stream().map(Fields::buffer).toList();
    return new io.pawl.schema.CheckpointPage(page.number(), entries);
  }
}
