package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

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
  static final int VERSION = 1;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE vault (id INTEGER PRIMARY KEY, name BLOB NOT NULL, wrapped BLOB NOT NULL)"
              + " STRICT",
          "CREATE TABLE drawer (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT");

  private final Path file;
  private final OpenFiles.Claim claim;
  private final Connection connection;

  /** A drawer and what is in it. */
  record Drawer(long id, Bytes sealed) {}

  private VaultFile(Path file, OpenFiles.Claim claim, Connection connection) {
    this.file = file;
    this.claim = claim;
    this.connection = connection;
  }

  /**
   * Makes a new file that only its owner can read; no file, if that fails.
   *
   * @param fill puts in what a vault needs, in the transaction that makes the tables
   */
  static VaultFile create(Path file, Consumer<VaultFile> fill) {
    try {
      FileChannel.open(file, KeyFile.newFile(), KeyFile.ownersOnly(file)).close();
    } catch (FileAlreadyExistsException e) {
      throw new VaultFailure(Reason.EXISTS, file + " exists already", e);
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
    try {
      VaultFile made = connect(file, OpenFiles.claim(file), MAX_PAGES, VaultFile::prepare);
      try {
        fill.accept(made);
        made.commit();
        return made;
      } catch (VaultFailure e) {
        made.close();
        throw e;
      }
    } catch (VaultFailure e) {
      deleteNew(file);
      throw e;
    }
  }

  private static void deleteNew(Path file) {
    try {
      Files.deleteIfExists(file);
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
    return connect(file, claim, maxPages, connection -> check(file, connection));
  }

  /** What is done to a file before it is used. */
  private interface Preparation {
    void apply(Connection connection) throws SQLException;
  }

  /** Keeps the claim, or releases it if this fails. */
  private static VaultFile connect(
      Path file, OpenFiles.Claim claim, int maxPages, Preparation preparation) {
    try {
      Connection connection = connection(file);
      try {
        run(connection, "PRAGMA max_page_count = " + maxPages);
        preparation.apply(connection);
        return new VaultFile(file, claim, connection);
      } catch (SQLException | VaultFailure e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      claim.release();
      throw VaultFailure.of(file, e);
    } catch (VaultFailure e) {
      claim.release();
      throw e;
    }
  }

  private static Connection connection(Path file) throws SQLException {
    var config = new SQLiteConfig();
    // Whoever has it open keeps it open: waiting for it is of no use.
    config.setBusyTimeout(0);
    config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    // Truncated and synced: a journal that was only deleted may be back after a power cut.
    config.setJournalMode(SQLiteConfig.JournalMode.TRUNCATE);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try {
      run(connection, "PRAGMA secure_delete = ON");
      run(connection, "PRAGMA trusted_schema = OFF");
      run(connection, "PRAGMA cell_size_check = ON");
      // Takes the lock, which this mode keeps until the connection closes.
      run(connection, "BEGIN EXCLUSIVE");
      run(connection, "COMMIT");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    run(connection, "PRAGMA page_size = 4096");
    run(connection, "BEGIN IMMEDIATE");
    for (String table : SCHEMA) {
      run(connection, table);
    }
    run(connection, "PRAGMA application_id = " + APPLICATION_ID);
    run(connection, "PRAGMA user_version = " + VERSION);
  }

  private static void check(Path file, Connection connection) throws SQLException {
    List<String> schema = strings(connection, "SELECT sql FROM sqlite_schema ORDER BY rowid");
    if (!schema.equals(SCHEMA)) {
      throw VaultFailure.corrupt(file, "its tables are others", null);
    }
    List<String> faults = strings(connection, "PRAGMA integrity_check(1)");
    if (!faults.equals(List.of("ok"))) {
      throw VaultFailure.corrupt(file, String.join("; ", faults), null);
    }
  }

  private static List<String> strings(Connection connection, String query) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
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
    head("INSERT INTO vault (id, name, wrapped) VALUES (1, ?, ?)", name, wrapped);
  }

  /** The vault's id. */
  byte[] name() {
    return head("name");
  }

  /** The vault's wrapped key. */
  byte[] wrapped() {
    return head("wrapped");
  }

  /** Replaces the wrapped key. */
  void rewrap(byte[] wrapped) {
    head("UPDATE vault SET wrapped = ? WHERE id = 1", wrapped);
  }

  private byte[] head(String column) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + column + " FROM vault WHERE id = 1")) {
      if (!row.next()) {
        throw VaultFailure.corrupt(file, "its head is missing", null);
      }
      return row.getBytes(1);
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
  }

  private void head(String sql, byte[]... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setBytes(i + 1, values[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
  }

  void begin() {
    execute("BEGIN IMMEDIATE");
  }

  /** Returns when it is durable. */
  void commit() {
    execute("COMMIT");
  }

  /** Undoes what was done since {@link #begin}; a failure may have done that already. */
  void rollBack() {
    try {
      run(connection, "ROLLBACK");
    } catch (SQLException e) {
      // There is no transaction any more, which is what was asked for.
    }
  }

  private void execute(String sql) {
    try {
      run(connection, sql);
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
  }

  /** All drawers, by their ids, which are 1, 2, 3 and so on. */
  List<Drawer> drawers() {
    List<Drawer> drawers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, sealed FROM drawer ORDER BY id")) {
      while (rows.next()) {
        var drawer = new Drawer(rows.getLong(1), Bytes.wrap(rows.getBytes(2)));
        if (drawer.id() != drawers.size() + 1 || drawer.sealed().length() != DRAWER_BYTES) {
          throw VaultFailure.corrupt(file, "drawer " + drawer.id() + " is out of place", null);
        }
        drawers.add(drawer);
      }
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
    return drawers;
  }

  Drawer read(long id) {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT sealed FROM drawer WHERE id = ?")) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw VaultFailure.corrupt(file, "drawer " + id + " is missing", null);
        }
        return new Drawer(id, Bytes.wrap(row.getBytes(1)));
      }
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
  }

  /** Overwrites a drawer, or appends the next one. */
  void write(Drawer drawer) {
    if (drawer.sealed().length() != DRAWER_BYTES) {
      throw new IllegalArgumentException("a drawer is always written whole");
    }
    // One that is kept is of no use any more once a full disk made it fail.
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO drawer (id, sealed) VALUES (?, ?)"
                + " ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed")) {
      statement.setLong(1, drawer.id());
      statement.setBytes(2, drawer.sealed().toArray());
      statement.executeUpdate();
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    } finally {
      claim.release();
    }
  }
}
