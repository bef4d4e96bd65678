package io.pawl.load.process;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That a lane has recovered, as its processor's output tells.
 *
 * @param replayed records of the log
 * @param millis that it took
 */
public record LaneRecovery(long replayed, long millis) {
  private static final Pattern LINE =
      Pattern.compile("is recovered: \\d+ channels, (\\d+) records replayed .* in (\\d+) ms");

  /** What a line of output tells; empty if it tells something else. */
  public static Optional<LaneRecovery> read(String line) {
    Matcher found = LINE.matcher(line);
    return found.find()
        ? Optional.of(
            new LaneRecovery(Long.parseLong(found.group(1)), Long.parseLong(found.group(2))))
        : Optional.empty();
  }
}
