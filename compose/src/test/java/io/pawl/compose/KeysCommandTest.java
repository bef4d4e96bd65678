package io.pawl.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.AgreementKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void theFileHoldsTheKeyWhosePublicHalfIsPrintedAndNobodyElseReadsIt() throws IOException {
    Path file = folder.resolve("keys");

    CommandRun run = CommandRun.of("keys", file.toString());

    assertThat(run.status()).isZero();
    AgreementKey key = PrivateKeys.read(file).getFirst();
    assertThat(run.out()).contains(Base64.getEncoder().encodeToString(key.publicKey().toArray()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void noFileIsOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("keys"), "mine");

    CommandRun run = CommandRun.of("keys", file.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "pawl: " + file + " exists already, and may hold a key that is in use");
    assertThat(file).hasContent("mine");
  }
}
