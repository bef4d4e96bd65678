package io.pawl.compose.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of a document in docs, by the headings of its sections.
 *
 * @param sections of each section the rows whose first column is a name, by that name
 */
record Document(Map<String, Map<String, List<String>>> sections) {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\|(.*)\\|$", Pattern.MULTILINE);

  static Document read(String name) {
    String text;
    try {
      text = Files.readString(Path.of("../docs", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Map<String, List<String>>> sections = new LinkedHashMap<>();
    for (String section : text.split("\n## ", -1)) {
      Map<String, List<String>> rows = new TreeMap<>();
      Matcher row = ROW.matcher(section);
      while (row.find()) {
        rows.put(row.group(1), List.of(row.group(2).strip().split("\\s*\\|\\s*", -1)));
      }
      sections.put(section.lines().findFirst().orElse(""), rows);
    }
    return new Document(sections);
  }

  /** The rows of all {@code headings}. */
  Map<String, List<String>> rows(String... headings) {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String heading : headings) {
      Map<String, List<String>> section = sections.get(heading);
      if (section == null) {
        throw new AssertionError("no section '%s' in %s".formatted(heading, sections.keySet()));
      }
      rows.putAll(section);
    }
    return rows;
  }
}
