package io.pawl.checkpoint.audit;

/** Where an audit begins. */
public sealed interface From {
  /** At the last snapshot of each partition; at the log's beginning where there is none. */
  record Snapshot() implements From {}

  /** At the first record that the log still has. */
  record Earliest() implements From {}

  /**
   * At a record. The replay begins at the nearest known state before it; only what is wrong from
   * the record on is reported.
   *
   * @param offset of the log, at least 0
   */
  record Offset(long offset) implements From {
    /** Checks the offset. */
    public Offset {
      if (offset < 0) {
        throw new IllegalArgumentException("an offset is at least 0, not " + offset);
      }
    }
  }

  /**
   * Reads {@code snapshot}, {@code earliest} or an offset.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static From parse(String text) {
    return switch (text) {
      case "snapshot" -> new Snapshot();
      case "earliest" -> new Earliest();
      default -> {
        try {
          yield new Offset(Long.parseLong(text));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "'%s' is neither snapshot nor earliest nor an offset".formatted(text), e);
        }
      }
    };
  }

  /** The first offset of which something is reported. */
  default long reportFrom() {
    return this instanceof Offset(long offset) ? offset : 0;
  }
}
