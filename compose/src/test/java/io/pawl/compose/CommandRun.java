package io.pawl.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * A {@code pawl} command that ran in this process.
 *
 * @param status the exit status
 * @param out what it printed
 * @param err what it said of errors
 */
public record CommandRun(int status, String out, String err) {
  /** Runs {@code pawl} with these arguments to its end. */
  public static CommandRun of(String... arguments) {
    return of(PawlCommand.commandLine(), arguments);
  }

  /** The same of another command line. */
  public static CommandRun of(CommandLine command, String... arguments) {
    return of(command, new StringWriter(), arguments);
  }

  /**
   * The same of another command line.
   *
   * @param out where it prints, for whoever does not wait for its end
   */
  public static CommandRun of(CommandLine command, StringWriter out, String... arguments) {
    var err = new StringWriter();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    int status = command.execute(arguments);
    return new CommandRun(status, out.toString(), err.toString());
  }

  /** The object that it printed, if it succeeded. */
  public JsonNode json() throws IOException {
    assertThat(status).withFailMessage("%s%s", out, err).isZero();
    return new ObjectMapper().readTree(out);
  }
}
