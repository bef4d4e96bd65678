package io.pawl.channel.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.channel.Sample;
import io.pawl.channel.vault.VaultFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Signal;

/** Whatever is wrong has a name, and the file stays as it was. */
class VaultFailureTest {
  private static final Sample SAMPLE = Sample.of(1);

  @TempDir private Path temporary = Path.of("");

  private VaultFolder folder() {
    return VaultFolder.in(temporary, 1);
  }

  /** A vault with one channel in it, closed. */
  private VaultFolder filled() {
    VaultFolder folder = folder();
    try (SqliteVault vault = folder.create()) {
      vault.begun(SAMPLE.epoch(), false).block();
    }
    return folder;
  }

  private static Reason untouched(VaultFolder folder) {
    byte[] before = folder.read();
    byte[] all = folder.disk();
    Reason reason = Failures.of(folder::open);
    assertThat(folder.read()).isEqualTo(before);
    assertThat(folder.disk()).isEqualTo(all);
    return reason;
  }

  @Test
  void aWrongPassphraseAndAWrongKeyFileAreNamed() throws IOException {
    VaultFolder folder = filled();
    byte[] before = folder.read();

    assertThat(
            Failures.of(() ->
                SqliteVault.open(
                    folder.file(),
                    folder.mark(),
                    VaultFolder.passphrase("guess"),
                    folder.entropy())))
        .isEqualTo(Reason.WRONG_KEY);
    Files.delete(folder.keyFile());
    KeyFile.create(folder.keyFile(), folder.entropy());
    assertThat(Failures.of(folder::open)).isEqualTo(Reason.WRONG_KEY);

    assertThat(folder.read()).isEqualTo(before);
  }

  @Test
  void aKeyFileThatOthersCanReadIsNotUsed() throws IOException {
    VaultFolder folder = filled();

    Files.setPosixFilePermissions(folder.keyFile(), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(folder::open).hasMessageContaining("chmod 600");
    assertThat(untouched(folder)).isEqualTo(Reason.KEY_FILE);
  }

  @Test
  void aMissingVaultIsNotMade() {
    assertThat(Failures.of(folder()::open)).isEqualTo(Reason.MISSING);
    assertThat(folder().file()).doesNotExist();
  }

  @Test
  void aVaultThatExistsIsNotMadeAgain() {
    VaultFolder folder = filled();
    byte[] before = folder.read();

    assertThat(
            Failures.of(() ->
                SqliteVault.create(
                    folder.file(),
                    folder.folder().resolve("other mark"),
                    folder.unlock(),
                    folder.entropy())))
        .isEqualTo(Reason.EXISTS);

    assertThat(folder.read()).isEqualTo(before);
  }

  @ParameterizedTest(name = "of {0} bytes")
  @ValueSource(ints = {0, 99, 100, 8_192})
  void anotherKindOfFileIsNoVault(int length) {
    VaultFolder folder = folder();
    folder.write(folder.entropy().bytes(length));

    assertThat(untouched(folder)).isEqualTo(Reason.NOT_A_VAULT);
  }

  @Test
  void anotherProgramsDatabaseIsNoVault() throws SQLException {
    VaultFolder folder = folder();
    sql(folder, "CREATE TABLE vault (id INTEGER PRIMARY KEY, name TEXT)");

    assertThat(untouched(folder)).isEqualTo(Reason.NOT_A_VAULT);
  }

  @Test
  void tablesOfAnotherShapeAreDamage() throws SQLException {
    VaultFolder folder = filled();
    sql(folder, "CREATE TRIGGER t AFTER UPDATE ON drawer BEGIN DELETE FROM drawer; END");

    assertThat(untouched(folder)).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void aVaultOfALaterReleaseIsLeftToIt() throws SQLException {
    VaultFolder folder = filled();
    sql(folder, "PRAGMA user_version = " + (VaultFile.VERSION + 1));

    assertThat(untouched(folder)).isEqualTo(Reason.NEWER_VERSION);
  }

  @Test
  void aVaultOfAnEarlierFormatIsRefused() throws SQLException {
    VaultFolder folder = filled();
    sql(folder, "PRAGMA user_version = " + (VaultFile.VERSION - 1));

    assertThat(untouched(folder)).isEqualTo(Reason.OLDER_VERSION);
  }

  @Test
  void aKeyThatWouldCostTooMuchToTryIsNotTried() throws SQLException {
    VaultFolder folder = filled();
    ByteBuffer wrapped = ByteBuffer.allocate(105).put((byte) 1);
    wrapped.putInt(Integer.MAX_VALUE).putInt(Integer.MAX_VALUE).putInt(1);

    sql(folder, "UPDATE vault SET wrapped = x'" + HexFormat.of().formatHex(wrapped.array()) + "'");

    assertThat(untouched(folder)).isEqualTo(Reason.CORRUPT);
  }

  /** Any byte of any page: a flipped bit is found, or it stood where nothing is kept. */
  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2})
  void noFlippedBitIsTakenForWhatWasWritten(long seed) {
    VaultFolder folder = filled();
    byte[] sound = folder.read();
    var random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      folder.write(damaged);
      try (SqliteVault vault = folder.open()) {
        // As long as it opens, it holds what it held.
        assertThat(vault.holdings().collectList().block()).hasSize(1);
        assertThat(vault.restored()).isFalse();
      } catch (VaultFailure e) {
        assertThat(e.reason())
            .isIn(
                Reason.CORRUPT,
                Reason.NOT_A_VAULT,
                Reason.NEWER_VERSION,
                Reason.OLDER_VERSION,
                Reason.WRONG_KEY,
                Reason.FOREIGN_MARK,
                Reason.UNAVAILABLE);
      }
    }
  }

  @Test
  void aVaultIsOpenOnceAtATime() {
    VaultFolder folder = folder();
    try (SqliteVault vault = folder.create()) {
      assertThat(Failures.of(folder::open)).isEqualTo(Reason.LOCKED);
      vault.begun(SAMPLE.epoch(), false).block();
    }
    folder.open().close();
  }

  @Test
  void anotherProcessIsKeptOut() throws Exception {
    VaultFolder folder = filled();
    Process other = VaultHolder.start(folder, "idle");
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("open");

      assertThat(Failures.of(folder::open)).isEqualTo(Reason.LOCKED);
    } finally {
      other.destroyForcibly().waitFor();
    }
    folder.open().close();
  }

  /** Two pages of room for a third channel and more: what does not fit is not kept, nor lost. */
  @Test
  void aFullDiskKeepsWhatIsKeptAndNamesWhatIsNot() {
    VaultFolder folder = filled();
    List<Sample> more = LongStream.range(2, 12).mapToObj(Sample::of).toList();
    long kept;
    try (SqliteVault vault =
        SqliteVault.open(folder.file(), folder.mark(), folder.unlock(), folder.entropy(), 8)) {
      List<Signal<Void>> answers =
          Flux.fromIterable(more)
              .concatMap(sample -> vault.begun(sample.epoch(), false).materialize())
              .collectList()
              .blockOptional()
              .orElseThrow();
      assertThat(answers.getLast().getThrowable())
          .isInstanceOfSatisfying(
              VaultFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.FULL));
      kept = answers.stream().filter(Signal::isOnComplete).count();
      assertThat(kept).isPositive();
      // A claim needs no room.
      vault.claim(SAMPLE.offer().channel(), 1, 0, SAMPLE.sending(1), Sample.LOGGED).block();
    }
    try (SqliteVault vault = folder.open()) {
      assertThat(vault.holdings().count().block()).isEqualTo(1 + kept);
      assertThat(vault.restored()).isFalse();
    }
  }

  @Test
  void aClosedVaultSaysSo() {
    SqliteVault vault = folder().create();
    vault.close();
    vault.close();

    assertThat(Failures.of(() -> vault.begun(SAMPLE.epoch(), false).block()))
        .isEqualTo(Reason.CLOSED);
  }

  @Test
  void noMessageTellsAnythingSecret() {
    VaultFolder folder = filled();

    assertThat(message(folder, "correct horse"))
        .contains(folder.file().toString())
        .doesNotContain("horse");
  }

  private static String message(VaultFolder folder, String passphrase) {
    try {
      SqliteVault.open(
              folder.file(), folder.mark(), VaultFolder.passphrase(passphrase), folder.entropy())
          .close();
      return "";
    } catch (VaultFailure e) {
      return e.getMessage() + e;
    }
  }

  private static void sql(VaultFolder folder, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.file());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
