package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A vault's SQLite file: one row with what wraps the vault's key, and a row of one and the same
 * size for each drawer.
 *
 * <p>Everything about the file serves that what is overwritten is gone from it. A drawer fills a
 * page of the file by itself and is only ever overwritten in place, never moved and never deleted:
 * SQLite zeroes what it frees ({@code secure_delete}), but where it moves a row between pages the
 * old copy stays. The journal is a rollback journal that each commit cuts to nothing: a write-ahead
 * log would keep earlier versions until they happen to be overwritten. Not thread-safe.
 */
final class VaultFile implements AutoCloseable {
  /** The only row of the head. */
  static final long HEAD_ROW = 1;

  /** Bytes of a drawer, zeros when it is empty. A page of 4,096 bytes holds just one. */
  static final int DRAWER_BYTES = 4_000;

  /** A GiB: more channels than one peer serves, and a bound on what a fault can write. */
  static final int MAX_PAGES = 1 << 18;

  /** "PwVa", in SQLite's header. */
  static final int APPLICATION_ID = 0x5077_5661;

  /** Of the schema and of what the drawers hold. */
  static final int VERSION = 2;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE vault (id INTEGER PRIMARY KEY, name BLOB NOT NULL, wrapped BLOB NOT NULL)"
              + " STRICT",
          "CREATE TABLE drawer (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT");

  private final Path file;
  private final OpenFiles.Claim claim;
  private final Turn turn;
  private final Sqlite database;

  /** A drawer and what is in it. */
  record Drawer(long id, Bytes sealed) {}

  private VaultFile(Path file, OpenFiles.Claim claim, Turn turn, Sqlite database) {
    this.file = file;
    this.claim = claim;
    this.turn = turn;
    this.database = database;
  }

  /**
   * Makes a new file that only its owner can read; no file, if that fails.
   *
   * @param fill puts in what a vault needs, in the transaction that makes the tables
   */
  static VaultFile create(Path file, Consumer<VaultFile> fill) {
    try {
      FileChannel.open(file, SecretFile.newFile(), SecretFile.ownersOnly(file)).close();
    } catch (FileAlreadyExistsException e) {
      throw new VaultFailure(Reason.EXISTS, file + " exists already", e);
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
    try {
      return connect(
          file,
          OpenFiles.claim(file),
          made -> {
            made.prepare();
            fill.accept(made);
            made.commit();
          });
    } catch (VaultFailure e) {
      deleteNew(file);
      throw e;
    }
  }

  private static void deleteNew(Path file) {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(Turn.fileOf(file));
    } catch (IOException e) {
      // What stays is an empty file, and the failure that the caller hears of is the other one.
    }
  }

  /**
   * Opens a file that {@link #create} made, and takes it for this process alone.
   *
   * @param maxPages how far it may grow
   */
  static VaultFile open(Path file, int maxPages) {
    OpenFiles.Claim claim = OpenFiles.claim(file);
    try {
      FileHead.check(file);
    } catch (VaultFailure e) {
      claim.release();
      throw e;
    }
    return connect(
        file,
        claim,
        opened -> {
          opened.database.run("PRAGMA max_page_count = " + maxPages);
          opened.check();
        });
  }

  /** Keeps the claim, or releases it if this fails. */
  private static VaultFile connect(
      Path file, OpenFiles.Claim claim, Consumer<VaultFile> preparation) {
    Turn turn;
    try {
      turn = Turn.of(claim);
    } catch (VaultFailure e) {
      claim.release();
      throw e;
    }
    Sqlite database;
    try {
      // To open it is to undo what a crash has left.
      turn.take();
      database = Sqlite.open(file);
      turn.giveBack();
    } catch (VaultFailure e) {
      turn.close();
      claim.release();
      throw e;
    }
    var connected = new VaultFile(file, claim, turn, database);
    try {
      preparation.accept(connected);
      return connected;
    } catch (VaultFailure e) {
      connected.close();
      throw e;
    }
  }

  private void prepare() {
    database.run("PRAGMA page_size = 4096");
    begin();
    SCHEMA.forEach(database::run);
    database.run("PRAGMA application_id = " + APPLICATION_ID);
    database.run("PRAGMA user_version = " + VERSION);
  }

  private void check() {
    if (!strings("SELECT sql FROM sqlite_schema ORDER BY rowid").equals(SCHEMA)) {
      throw VaultFailure.corrupt(file, "its tables are others", null);
    }
    List<String> faults = strings("PRAGMA integrity_check(1)");
    if (!faults.equals(List.of("ok"))) {
      throw VaultFailure.corrupt(file, String.join("; ", faults), null);
    }
  }

  private List<String> strings(String query) {
    return database.query(row -> String.valueOf(row.getString(1)), query);
  }

  Path path() {
    return file;
  }

  /**
   * Writes the head of a new vault.
   *
   * @param name the vault's id
   * @param wrapped its wrapped key
   */
  void name(byte[] name, byte[] wrapped) {
    database.update("INSERT INTO vault (id, name, wrapped) VALUES (1, ?, ?)", name, wrapped);
  }

  /** The vault's id. */
  byte[] name() {
    return head("SELECT name FROM vault WHERE id = 1");
  }

  /** The vault's wrapped key. */
  byte[] wrapped() {
    return head("SELECT wrapped FROM vault WHERE id = 1");
  }

  /** Replaces the wrapped key. */
  void rewrap(byte[] wrapped) {
    database.update("UPDATE vault SET wrapped = ? WHERE id = 1", wrapped);
  }

  private byte[] head(String query) {
    List<byte[]> found = database.query(row -> row.getBytes(1), query);
    if (found.isEmpty()) {
      throw VaultFailure.corrupt(file, "its head is missing", null);
    }
    return found.getFirst();
  }

  /** Whoever copies the file waits from here until {@link #commit} or {@link #rollBack}. */
  void begin() {
    turn.take();
    database.run("BEGIN IMMEDIATE");
  }

  /** Returns when it is durable. */
  void commit() {
    database.run("COMMIT");
    turn.giveBack();
  }

  /** Undoes what was done since {@link #begin}; a failure may have done that already. */
  void rollBack() {
    try {
      database.run("ROLLBACK");
    } catch (VaultFailure e) {
      // There is no transaction any more, which is what was asked for.
    }
    turn.giveBack();
  }

  /** All drawers, by their ids, which are 1, 2, 3 and so on. */
  List<Drawer> drawers() {
    List<Drawer> drawers =
        database.query(VaultFile::drawer, "SELECT id, sealed FROM drawer ORDER BY id");
    for (int i = 0; i < drawers.size(); i++) {
      Drawer drawer = drawers.get(i);
      if (drawer.id() != i + 1 || drawer.sealed().length() != DRAWER_BYTES) {
        throw VaultFailure.corrupt(file, "drawer " + drawer.id() + " is out of place", null);
      }
    }
    return drawers;
  }

  Drawer read(long id) {
    List<Drawer> found =
        database.query(VaultFile::drawer, "SELECT id, sealed FROM drawer WHERE id = ?", id);
    if (found.isEmpty()) {
      throw VaultFailure.corrupt(file, "drawer " + id + " is missing", null);
    }
    return found.getFirst();
  }

  private static Drawer drawer(ResultSet row) throws SQLException {
    return new Drawer(row.getLong(1), Bytes.wrap(row.getBytes(2)));
  }

  /** Overwrites a drawer, or appends the next one. */
  void write(Drawer drawer) {
    if (drawer.sealed().length() != DRAWER_BYTES) {
      throw new IllegalArgumentException("a drawer is always written whole");
    }
    database.update(
        "INSERT INTO drawer (id, sealed) VALUES (?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
        drawer.id(),
        drawer.sealed().toArray());
  }

  @Override
  public void close() {
    try {
      database.close();
    } finally {
      turn.close();
      claim.release();
    }
  }
}
