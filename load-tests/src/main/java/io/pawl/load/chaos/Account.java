package io.pawl.load.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The numbers of a run, for a person and for a program. */
public final class Account {
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final StringBuilder table = new StringBuilder();

  /**
   * Adds a number to both.
   *
   * @param key in the JSON
   * @param name in the table
   */
  public Account add(String key, String name, long value) {
    json.put(key, value);
    return row(name, value);
  }

  /** Adds a number to the table alone. */
  public Account row(String name, long value) {
    table.append(String.format(Locale.ROOT, "%-22s %,12d%n", name, value));
    return this;
  }

  /** The JSON object, to add to. */
  public ObjectNode json() {
    return json;
  }

  /** One JSON object. */
  public String toJson() {
    return json.toString();
  }

  /** For a terminal: several lines, and {@code verdict} as the last, without its end. */
  public String toTable(String verdict) {
    return table + System.lineSeparator() + verdict;
  }
}
