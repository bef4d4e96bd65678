package io.pawl.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.AgreementKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int keys(Path file) {
    CommandLine commandLine = PawlCommand.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute("keys", file.toString());
  }

  @Test
  void theFileHoldsTheKeyWhosePublicHalfIsPrintedAndNobodyElseReadsIt() throws IOException {
    Path file = folder.resolve("keys");

    assertThat(keys(file)).isZero();

    AgreementKey key = PrivateKeys.read(file).getFirst();
    assertThat(out.toString())
        .contains(Base64.getEncoder().encodeToString(key.publicKey().toArray()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void noFileIsOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("keys"), "mine");

    assertThat(keys(file)).isEqualTo(1);

    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "pawl: " + file + " exists already, and may hold a key that is in use");
    assertThat(file).hasContent("mine");
  }
}
