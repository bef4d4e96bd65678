package io.pawl.compose.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to whoever uses audit and replay wrongly. */
class AuditUsageTest {
  @TempDir private Path folder = Path.of("");

  private static void assertUsedWrongly(String message, String... arguments) {
    CommandRun run = CommandRun.of(arguments);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly("pawl: " + message, "Try 'pawl %s --help'.".formatted(arguments[0]));
    assertThat(run.out()).isEmpty();
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

    CommandRun run =
        CommandRun.of(
            "audit",
            "--private-keys=" + keys,
            "--bootstrap-servers=localhost:1",
            "--registry=mock://usage");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "pawl: %s holds no processors' private keys: line 1 is not the Base64 of 32 bytes"
                .formatted(keys));
  }
}
