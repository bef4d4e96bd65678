package io.pawl.channel.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Sample;
import io.pawl.channel.Vault.Holding;
import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

class RestoredVaultTest {
  private static final Sample OPEN = Sample.of(1);
  private static final Sample OFFERED = Sample.of(2);
  private static final Sample ANSWERED = Sample.of(3);

  @TempDir private Path temporary = Path.of("");

  private VaultFolder filled() {
    VaultFolder folder = VaultFolder.in(temporary, 1);
    try (SqliteVault vault = folder.create()) {
      vault.begun(OPEN.epoch(), false).block();
      vault.offered(OFFERED.offered()).block();
      vault.answered(ANSWERED.answered()).block();
    }
    return folder;
  }

  private static void claim(VaultFolder folder) {
    try (SqliteVault vault = folder.open()) {
      vault.claim(OPEN.offer().channel(), 1, 0, OPEN.sending(1), Sample.LOGGED).block();
    }
  }

  /** Nothing is left that could seal, and nothing that could still become an epoch. */
  private static void isRestored(VaultFolder folder) {
    try (SqliteVault vault = folder.open()) {
      assertThat(vault.restored()).isTrue();
    }
    try (SqliteVault vault = folder.open()) {
      // Told once; what it means stays.
      assertThat(vault.restored()).isFalse();
      assertThat(vault.isIncomplete()).isTrue();
      vault.completed().block();
      assertThat(vault.isIncomplete()).isFalse();
    }
    try (SqliteVault vault = folder.open()) {
      assertThat(vault.isIncomplete()).isFalse();
      List<Holding> kept = vault.holdings().collectList().blockOptional().orElseThrow();
      assertThat(kept).hasOnlyElementsOfType(Holding.Silent.class);
      assertThat(kept).extracting(Holding::channel).containsExactly(OPEN.offer().channel());
      StepVerifier.create(vault.claim(OPEN.offer().channel(), 1, 0, OPEN.sending(1), Sample.LOGGED))
          .verifyError(IllegalStateException.class);
    }
  }

  @Test
  void anOldCopyIsToldByTheMarkOutside() {
    VaultFolder folder = filled();
    byte[] copy = folder.read();
    claim(folder);

    folder.write(copy);

    isRestored(folder);
  }

  @Test
  void withoutAMarkItCountsAsAnOldCopy() throws IOException {
    VaultFolder folder = filled();

    Files.delete(folder.mark());

    isRestored(folder);
  }

  @Test
  void aMarkThatIsOldItselfDoesNotHelp() throws IOException {
    VaultFolder folder = filled();
    byte[] old = Files.readAllBytes(folder.mark());
    claim(folder);
    claim(folder);

    Files.write(folder.mark(), old);

    isRestored(folder);
  }

  @Test
  void aCrashBetweenTheVaultAndItsMarkIsNoRestore() throws IOException {
    VaultFolder folder = filled();
    byte[] before = Files.readAllBytes(folder.mark());
    claim(folder);

    Files.write(folder.mark(), before);

    try (SqliteVault vault = folder.open()) {
      assertThat(vault.restored()).isFalse();
      assertThat(vault.isIncomplete()).isFalse();
    }
  }

  @Test
  void aVaultForAnIdentityThatExistsIsIncompleteUntilItIsCompleted() {
    VaultFolder folder = VaultFolder.in(temporary, 3);
    Secret seed = Secret.owning(folder.entropy().bytes(32));
    Bytes identity = SigningKey.fromSeed(seed.copy()).publicKey();
    KeyFile.create(folder.keyFile(), folder.entropy());

    SqliteVault.create(folder.file(), folder.mark(), folder.unlock(), seed, folder.entropy());

    try (SqliteVault vault = folder.open()) {
      assertThat(vault.identity().publicKey()).isEqualTo(identity);
      assertThat(vault.restored()).isFalse();
      assertThat(vault.isIncomplete()).isTrue();
      vault.completed().block();
    }
    try (SqliteVault vault = folder.open()) {
      assertThat(vault.isIncomplete()).isFalse();
    }
  }

  @Test
  void aMarkOfAnotherVaultIsNotTouched() throws IOException {
    VaultFolder folder = filled();
    Path other = Files.createDirectory(folder.folder().resolve("other"));
    VaultFolder.in(other, 9).create().close();
    Path foreign = VaultFolder.in(other, 9).mark();
    byte[] before = Files.readAllBytes(foreign);

    assertThat(
            Failures.of(
                () -> SqliteVault.open(folder.file(), foreign, folder.unlock(), folder.entropy())))
        .isEqualTo(Reason.FOREIGN_MARK);

    assertThat(foreign).hasBinaryContent(before);
  }
}
