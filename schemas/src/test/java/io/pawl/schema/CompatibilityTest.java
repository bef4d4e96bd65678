package io.pawl.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/**
 * Peers, processors and sinks of two releases run beside each other, so each must read what the
 * other writes.
 */
class CompatibilityTest {
  private final History last = History.last();

  @Test
  void everySchemaReadsAndIsReadByItsLastRelease() {
    assertThat(last.schemas()).hasSizeGreaterThanOrEqualTo(19);
    assertThat(last.brokenBy(Records.ALL)).as("against " + last.version()).isEmpty();
  }

  @Test
  void aFieldWithADefaultMayCome() {
    assertThat(last.brokenBy(withClose(fields -> add(fields, "note", true)))).isEmpty();
  }

  @Test
  void aFieldWithoutADefaultMayNotCome() {
    assertThat(last.brokenBy(withClose(fields -> add(fields, "note", false))))
        .containsExactly("io.pawl.schema.Close cannot read what the last release wrote");
  }

  @Test
  void aFieldWithoutADefaultMayNotGo() {
    assertThat(last.brokenBy(withClose(fields -> fields.subList(0, fields.size() - 1))))
        .containsExactly("io.pawl.schema.Close cannot be read by the last release");
  }

  @Test
  void aTypeMayNotWiden() {
    assertThat(
            last.brokenBy(
                with(
                    Approval.getClassSchema(),
                    fields ->
                        fields.stream()
                            .map(field ->
                                field.name().equals("approver")
                                    ? new Schema.Field("approver", Schema.create(Schema.Type.LONG))
                                    : field)
                            .toList())))
        .containsExactly("io.pawl.schema.Approval cannot be read by the last release");
  }

  @Test
  void aRecordMayNotGo() {
    List<Schema> fewer =
        Records.ALL.stream().filter(schema -> !schema.getName().equals("Close")).toList();

    assertThat(last.brokenBy(fewer)).containsExactly("io.pawl.schema.Close is gone");
  }

  private static List<Schema> withClose(UnaryOperator<List<Schema.Field>> change) {
    return with(Close.getClassSchema(), change);
  }

  /** All schemas, with the fields of one changed. */
  private static List<Schema> with(Schema record, UnaryOperator<List<Schema.Field>> change) {
    List<Schema.Field> fields =
        record.getFields().stream().map(field -> new Schema.Field(field, field.schema())).toList();
    Schema changed =
        Schema.createRecord(
            record.getName(),
            record.getDoc(),
            record.getNamespace(),
            false,
            change.apply(fields).stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
    return Records.ALL.stream()
        .map(schema -> schema.getFullName().equals(record.getFullName()) ? changed : schema)
        .toList();
  }

  private static List<Schema.Field> add(
      List<Schema.Field> fields, String name, boolean withDefault) {
    List<Schema.Field> more = new ArrayList<>(fields);
    more.add(
        withDefault
            ? new Schema.Field(
                name,
                Schema.createUnion(
                    Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING)),
                "A note.",
                JsonProperties.NULL_VALUE)
            : new Schema.Field(name, Schema.create(Schema.Type.STRING)));
    return more;
  }
}
