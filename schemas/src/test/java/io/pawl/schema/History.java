package io.pawl.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** The schemas as they were released, one folder a version. */
record History(String version, Map<String, Schema> schemas) {
  private static final Path FOLDER = Path.of("history");

  /** The last release. */
  static History last() {
    try (Stream<Path> versions = Files.list(FOLDER)) {
      Path last =
          versions
              .filter(Files::isDirectory)
              .max(Comparator.comparing(folder -> Runtime.Version.parse(trimmed(folder))))
              .orElseThrow();
      return new History(last.getFileName().toString(), schemas(last));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@link Runtime.Version} knows no zeros at the end or the beginning. */
  private static String trimmed(Path folder) {
    return "1." + folder.getFileName().toString().replaceAll("(\\.0)+$", "");
  }

  private static Map<String, Schema> schemas(Path folder) throws IOException {
    Map<String, Schema> schemas = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Schema schema = new Schema.Parser().parse(file.toFile());
        schemas.put(schema.getFullName(), schema);
      }
    }
    return schemas;
  }

  /** What {@code now} breaks: each line one record and the direction that no longer reads. */
  List<String> brokenBy(List<Schema> now) {
    return schemas.values().stream()
        .flatMap(released -> {
          Optional<Schema> current =
              now.stream()
                  .filter(schema -> schema.getFullName().equals(released.getFullName()))
                  .findFirst();
          return current
              .map(schema -> broken(released, schema))
              .orElseGet(() -> Stream.of(released.getFullName() + " is gone"));
        })
        .toList();
  }

  private static Stream<String> broken(Schema released, Schema now) {
    String name = released.getFullName();
    return Stream.of(
            readable(now, released) ? "" : name + " cannot read what the last release wrote",
            readable(released, now) ? "" : name + " cannot be read by the last release")
        .filter(line -> !line.isEmpty());
  }

  private static boolean readable(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }
}
