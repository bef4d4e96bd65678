package io.pawl.gateway;

import io.pawl.channel.Sent;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Position;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * What one app sent under idempotency keys: survives the process, and the last {@link #KEPT} of all
 * its channels. Every call blocks.
 */
final class SentMessages implements AutoCloseable {
  /** A retry comes within seconds; this is a minute of the fastest app. */
  static final int KEPT = 60_000;

  /** How often the oldest are dropped. */
  private static final int DROP_EVERY = 1_000;

  private final Connection connection;
  private int added;

  /**
   * A message that was sent.
   *
   * @param payload its digest
   */
  record Entry(Bytes payload, Sent sent) {}

  private SentMessages(Connection connection) {
    this.connection = connection;
  }

  static SentMessages open(Path file) {
    var config = new SQLiteConfig();
    // A killed process loses nothing; a power cut may lose the last few, which are then sent twice.
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    try {
      Connection connection = config.createConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS sent (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              channel BLOB NOT NULL, key TEXT NOT NULL, payload BLOB NOT NULL,
              epoch INTEGER NOT NULL, slot INTEGER NOT NULL, counter INTEGER NOT NULL,
              log_offset INTEGER NOT NULL,
              UNIQUE (channel, key))
            """);
      }
      return new SentMessages(connection);
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  synchronized Optional<Entry> find(ChannelId channel, String key) {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT payload, epoch, slot, counter, log_offset FROM sent"
                + " WHERE channel = ? AND key = ?")) {
      query.setBytes(1, channel.toBytes());
      query.setString(2, key);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Entry(
                    Bytes.wrap(row.getBytes(1)),
                    new Sent(
                        new Position(row.getInt(2), row.getLong(3), row.getInt(4)),
                        row.getLong(5))))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  synchronized void add(ChannelId channel, String key, Entry entry) {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO sent (channel, key, payload, epoch, slot, counter, log_offset)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      Position position = entry.sent().position();
      insert.setBytes(1, channel.toBytes());
      insert.setString(2, key);
      insert.setBytes(3, entry.payload().toArray());
      insert.setInt(4, position.epoch());
      insert.setLong(5, position.slot());
      insert.setInt(6, position.counter());
      insert.setLong(7, entry.sent().logOffset());
      insert.executeUpdate();
      if (++added % DROP_EVERY == 0) {
        dropOldest();
      }
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  private void dropOldest() throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM sent WHERE id <= (SELECT max(id) FROM sent) - ?")) {
      delete.setInt(1, KEPT);
      delete.executeUpdate();
    }
  }

  private static GatewayFailure unusable(SQLException e) {
    return GatewayFailure.of(
        Code.VAULT_UNAVAILABLE, "what the app sent cannot be looked up or kept", e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw unusable(e);
    }
  }
}
