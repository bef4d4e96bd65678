package io.pawl.compose.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.PawlCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is said to whoever uses audit and replay wrongly. */
class AuditUsageTest {
  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = PawlCommand.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  private void assertUsedWrongly(String message, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("pawl: " + message, "Try 'pawl %s --help'.".formatted(arguments[0]));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theKeysAreAskedFor() {
    assertUsedWrongly("Missing required option: '--private-keys=FILE'", "audit");
  }

  @Test
  void theChannelIsAskedFor() {
    assertUsedWrongly("Missing required option: '--channel=ID'", "replay", "--private-keys=x");
  }

  @Test
  void whatIsNoChannelIsTold() {
    assertUsedWrongly(
        "Invalid value for option '--channel': '12' is no channel: 32 hexadecimal digits are",
        "replay",
        "--private-keys=x",
        "--channel=12");
  }

  @Test
  void whatIsNoBeginningIsTold() {
    assertUsedWrongly(
        "--from: 'noon' is neither snapshot nor earliest nor an offset",
        "audit",
        "--private-keys=x",
        "--from=noon");
  }

  @Test
  void brokersAreAskedFor() {
    assertUsedWrongly(
        "Missing --bootstrap-servers, or bootstrap.servers in the --client-config file",
        "audit",
        "--private-keys=x");
  }

  @Test
  void aRegistryIsAskedFor() {
    assertUsedWrongly(
        "Missing --registry, or schema.registry.url in the --client-config file",
        "audit",
        "--private-keys=x",
        "--bootstrap-servers=localhost:1");
  }

  @Test
  void aFileThatHoldsNoKeysIsNamedAndNotQuoted() throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "not a key\n");

    assertThat(
            run(
                "audit",
                "--private-keys=" + keys,
                "--bootstrap-servers=localhost:1",
                "--registry=mock://usage"))
        .isEqualTo(1);

    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "pawl: %s holds no processors' private keys: line 1 is not the Base64 of 32 bytes"
                .formatted(keys));
  }
}
