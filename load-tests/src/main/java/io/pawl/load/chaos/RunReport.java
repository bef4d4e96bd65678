package io.pawl.load.chaos;

import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** What a run found. */
public interface RunReport {
  /** Whether all was right. */
  boolean isSuccess();

  /** One JSON object. */
  String toJson();

  /** For a terminal: several lines, without the last line's end. */
  String toTable();

  /** Prints it where {@code command} prints; the exit status that it means. */
  default int print(CommandLine command, boolean json) {
    command.getOut().println(json ? toJson() : toTable());
    command.getOut().flush();
    return isSuccess() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
