package io.pawl.channel.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.Sample;
import io.pawl.channel.Vault.Holding;
import io.pawl.channel.vault.VaultFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Copies of a vault, as a backup takes them. */
class VaultCopyTest {
  private static final int COPIES = 40;
  private static final Duration A_WHILE = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temporary = Path.of("");
  @TempDir private Path elsewhere = Path.of("");

  private VaultFolder folder;

  @BeforeEach
  void name() {
    folder = VaultFolder.in(temporary, 1);
  }

  private void fill(int channels) {
    try (SqliteVault vault = folder.create()) {
      Flux.range(1, channels)
          .concatMap(seed -> vault.begun(Sample.of(seed).epoch(), false))
          .then()
          .block();
    }
  }

  private VaultKeys.Found copy(Path to) {
    return VaultCopy.write(folder.file(), to, folder.unlock(), folder.entropy());
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void everyCopyOfAVaultThatIsWrittenMeanwhileIsWhole() throws Exception {
    fill(VaultHolder.CHANNELS);
    Process writer = VaultHolder.start(folder, "writing");
    try {
      assertThat(writer.inputReader().readLine()).isEqualTo("open");

      List<VaultKeys.Found> copies =
          IntStream.range(0, COPIES).mapToObj(i -> copy(elsewhere.resolve("copy" + i))).toList();

      assertThat(copies).extracting(VaultKeys.Found::channels).containsOnly(VaultHolder.CHANNELS);
      assertThat(copies).extracting(VaultKeys.Found::mark).isSorted();
      assertThat(copies.getLast().mark()).isGreaterThan(copies.getFirst().mark());
      assertThat(in(elsewhere)).hasSize(COPIES);
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  @Test
  void aCopyWaitsForTheEndOfAChange() throws Exception {
    fill(1);
    Process changing = VaultHolder.start(folder, "turn");
    try {
      assertThat(changing.inputReader().readLine()).isEqualTo("taken");

      var copying = CompletableFuture.supplyAsync(() -> copy(elsewhere.resolve("copy")));

      await().during(A_WHILE).until(() -> !copying.isDone());
      changing.outputWriter().close();
      assertThat(copying.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).channels()).isEqualTo(1);
    } finally {
      changing.destroyForcibly().waitFor();
    }
  }

  @Test
  void aChangeWaitsForTheEndOfACopy() throws Exception {
    fill(1);
    try (SqliteVault vault = folder.open()) {
      Process copying = VaultHolder.start(folder, "turn");
      try {
        assertThat(copying.inputReader().readLine()).isEqualTo("taken");

        var change = vault.begun(Sample.of(2).epoch(), false).toFuture();

        await().during(A_WHILE).until(() -> !change.isDone());
        copying.outputWriter().close();
        change.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } finally {
        copying.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void inPlaceOfALostVaultAndWithoutItsMarkItIsAnOldOne() throws IOException {
    fill(1);
    Path copy = elsewhere.resolve("copy");
    copy(copy);
    Files.delete(folder.file());
    Files.delete(folder.mark());

    Files.copy(copy, folder.file());

    try (SqliteVault vault = folder.open()) {
      assertThat(vault.restored()).isTrue();
      assertThat(vault.holdings().collectList().block())
          .hasSize(1)
          .hasOnlyElementsOfType(Holding.Silent.class);
    }
  }

  @Test
  void onlyItsOwnerCanReadIt() throws IOException {
    fill(1);
    Path copy = elsewhere.resolve("copy");

    copy(copy);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
    assertThat(in(elsewhere)).containsExactly(copy);
  }

  @Test
  void whatIsThereAlreadyStays() throws IOException {
    fill(1);
    Path there = Files.writeString(elsewhere.resolve("copy"), "before");

    assertThat(Failures.of(() -> copy(there))).isEqualTo(Reason.EXISTS);

    assertThat(there).hasContent("before");
  }

  @Test
  void oneThatDoesNotOpenGetsNoName() throws IOException {
    fill(1);
    byte[] damaged = folder.drawer(2);
    damaged[7] ^= 1;
    folder.drawer(2, damaged);

    assertThat(Failures.of(() -> copy(elsewhere.resolve("copy")))).isEqualTo(Reason.CORRUPT);

    assertThat(in(elsewhere)).isEmpty();
  }

  @Test
  void aVaultThatIsNotThereLeavesNothing() throws IOException {
    assertThat(Failures.of(() -> copy(elsewhere.resolve("copy")))).isEqualTo(Reason.MISSING);

    assertThat(in(elsewhere)).isEmpty();
    assertThat(in(temporary)).isEmpty();
  }

  @Test
  void whatACrashLeftHalfWrittenIsNotCopied() throws IOException {
    fill(1);
    Files.write(Path.of(folder.file() + "-journal"), new byte[512]);

    assertThatThrownBy(() -> copy(elsewhere.resolve("copy")))
        .hasMessageContaining("pawl vault check");

    assertThat(in(elsewhere)).isEmpty();
  }

  @Test
  void aVaultThatThisProcessHasOpenIsNotTouched() {
    fill(1);
    try (SqliteVault _ = folder.open()) {
      assertThat(Failures.of(() -> copy(elsewhere.resolve("copy")))).isEqualTo(Reason.LOCKED);
    }
  }
}
