package io.pawl.stream;

import java.util.List;

/** Topics exist, but not as Pawl needs them. The message has one line per difference. */
public final class TopicMismatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> differences;

  TopicMismatch(List<String> differences) {
    super(String.join(System.lineSeparator(), differences));
    this.differences = List.copyOf(differences);
  }

  /** One line for each setting that differs, in the order of {@link Topics#all()}. */
  public List<String> differences() {
    return differences;
  }
}
