package io.pawl.channel.vault;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** A connection to one SQLite file, set up so that what is overwritten is gone from the disk. */
final class Sqlite implements AutoCloseable {
  private final Path file;
  private final Connection connection;

  private Sqlite(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** What a row is made into. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Opens {@code file}, and keeps every other process out until this is closed. */
  static Sqlite open(Path file) {
    var config = new SQLiteConfig();
    // Whoever has it open keeps it open: waiting for it is of no use.
    config.setBusyTimeout(0);
    config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    // Truncated and synced: a journal that was only deleted may be back after a power cut.
    config.setJournalMode(SQLiteConfig.JournalMode.TRUNCATE);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    Sqlite opened;
    try {
      opened = new Sqlite(file, config.createConnection("jdbc:sqlite:" + file));
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
    try {
      opened.run("PRAGMA secure_delete = ON");
      opened.run("PRAGMA trusted_schema = OFF");
      opened.run("PRAGMA cell_size_check = ON");
      // Takes the lock, which this mode keeps until the connection closes.
      opened.run("BEGIN EXCLUSIVE");
      opened.run("COMMIT");
      return opened;
    } catch (VaultFailure e) {
      opened.close();
      throw e;
    }
  }

  void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
  }

  /**
   * Changes rows.
   *
   * @param values for the question marks of {@code sql}, in order
   */
  void update(String sql, Object... values) {
    // One that is kept is of no use any more once a full disk made it fail.
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
  }

  /** All rows of a query. */
  <T> List<T> query(Row<T> row, String sql, Object... values) {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(row.read(rows));
        }
      }
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
    return found;
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw VaultFailure.of(file, e);
    }
  }
}
