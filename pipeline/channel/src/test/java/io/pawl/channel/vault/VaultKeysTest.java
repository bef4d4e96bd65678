package io.pawl.channel.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Sample;
import io.pawl.channel.Vault.Holding;
import io.pawl.channel.vault.VaultFailure.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

class VaultKeysTest {
  private static final List<Sample> SAMPLES = LongStream.range(1, 5).mapToObj(Sample::of).toList();

  @TempDir private Path temporary = Path.of("");

  private VaultFolder filled() {
    VaultFolder folder = VaultFolder.in(temporary, 1);
    try (SqliteVault vault = folder.create()) {
      Flux.fromIterable(SAMPLES).flatMap(sample -> vault.begun(sample.epoch(), false)).blockLast();
    }
    return folder;
  }

  private static SqliteVault open(VaultFolder folder, VaultUnlock unlock) {
    return SqliteVault.open(folder.file(), folder.mark(), unlock, folder.entropy());
  }

  private static void holdsAll(VaultFolder folder, VaultUnlock unlock) {
    try (SqliteVault vault = open(folder, unlock)) {
      assertThat(vault.holdings().map(Holding::channel).collectList().block())
          .containsExactlyInAnyOrderElementsOf(
              SAMPLES.stream().map(sample -> sample.offer().channel()).toList());
      assertThat(vault.restored()).isFalse();
    }
  }

  @Test
  void aPassphraseTakesThePlaceOfAKeyFileAndAnotherOneItsPlace() {
    VaultFolder folder = filled();

    VaultKeys.change(
        folder.file(), folder.unlock(), VaultFolder.passphrase("först"), folder.entropy());
    holdsAll(folder, VaultFolder.passphrase("först"));
    assertThat(Failures.of(folder::open)).isEqualTo(Reason.WRONG_KEY);

    VaultKeys.change(
        folder.file(),
        VaultFolder.passphrase("först"),
        VaultFolder.passphrase("next"),
        folder.entropy());
    holdsAll(folder, VaultFolder.passphrase("next"));
    assertThat(Failures.of(() -> open(folder, VaultFolder.passphrase("först"))))
        .isEqualTo(Reason.WRONG_KEY);
  }

  @Test
  void aChangeWithTheWrongKeyChangesNothing() {
    VaultFolder folder = filled();
    byte[] before = folder.read();

    assertThat(
            Failures.of(() ->
                VaultKeys.change(
                    folder.file(),
                    VaultFolder.passphrase("guess"),
                    VaultFolder.passphrase("mine now"),
                    folder.entropy())))
        .isEqualTo(Reason.WRONG_KEY);

    assertThat(folder.read()).isEqualTo(before);
  }

  @Test
  void anotherKeyFileAndAnotherVaultKeyLeaveNothingOfTheOldSeals() {
    VaultFolder folder = filled();
    List<byte[]> before = folder.sealed();
    Path next = folder.folder().resolve("next");
    KeyFile.create(next, folder.entropy());

    VaultKeys.changeAndReseal(
        folder.file(), folder.unlock(), new VaultUnlock.InFile(next), folder.entropy());

    byte[] disk = folder.disk();
    assertThat(before).noneMatch(sealed -> VaultFolder.contains(disk, sealed));
    holdsAll(folder, new VaultUnlock.InFile(next));
    assertThat(Failures.of(folder::open)).isEqualTo(Reason.WRONG_KEY);
  }

  @Test
  void aCheckTellsWhoseItIsAndChangesNothing() {
    VaultFolder folder = filled();
    byte[] before = folder.read();

    VaultKeys.Found found = VaultKeys.check(folder.file(), folder.unlock(), folder.entropy());

    assertThat(found.channels()).isEqualTo(SAMPLES.size());
    assertThat(folder.read()).isEqualTo(before);
    try (SqliteVault vault = folder.open()) {
      assertThat(found.identity()).isEqualTo(vault.identity().publicKey());
    }
  }
}
