package io.pawl.gateway;

import io.pawl.channel.Sealed;
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
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * What one app sends under idempotency keys, from before the log can have it: survives the process,
 * and the last {@link #KEPT} of all its channels. Every call blocks.
 */
final class SentMessages implements AutoCloseable {
  /** A retry comes within seconds; this is a minute of the fastest app. */
  static final int KEPT = 60_000;

  /** How often the oldest are dropped. */
  private static final int DROP_EVERY = 1_000;

  private final Connection connection;
  private int added;

  /**
   * A message that was sealed.
   *
   * @param payload its digest
   * @param sent null until it is known that the log has it
   */
  record Entry(Bytes payload, Sealed sealed, @Nullable Sent sent) {}

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
      try {
        prepare(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return new SentMessages(connection);
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS sent (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel BLOB NOT NULL, key TEXT NOT NULL, payload BLOB NOT NULL,
            epoch INTEGER NOT NULL, slot INTEGER NOT NULL, counter INTEGER NOT NULL,
            tag BLOB NOT NULL, log_reached INTEGER NOT NULL, log_offset INTEGER,
            UNIQUE (channel, key))
          """);
    }
  }

  synchronized Optional<Entry> find(ChannelId channel, String key) {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT payload, epoch, slot, counter, tag, log_reached, log_offset FROM sent"
                + " WHERE channel = ? AND key = ?")) {
      query.setBytes(1, channel.toBytes());
      query.setString(2, key);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(entry(row)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  private static Entry entry(ResultSet row) throws SQLException {
    var position = new Position(row.getInt(2), row.getLong(3), row.getInt(4));
    var sealed = new Sealed(position, Bytes.wrap(row.getBytes(5)), row.getLong(6));
    long logOffset = row.getLong(7);
    Sent sent = row.wasNull() ? null : new Sent(position, logOffset);
    return new Entry(Bytes.wrap(row.getBytes(1)), sealed, sent);
  }

  /** Keeps a message that is not known to be in the log, in place of any other of that key. */
  synchronized void sealed(ChannelId channel, String key, Bytes payload, Sealed sealed) {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO sent"
                + " (channel, key, payload, epoch, slot, counter, tag, log_reached)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      Position position = sealed.position();
      insert.setBytes(1, channel.toBytes());
      insert.setString(2, key);
      insert.setBytes(3, payload.toArray());
      insert.setInt(4, position.epoch());
      insert.setLong(5, position.slot());
      insert.setInt(6, position.counter());
      insert.setBytes(7, sealed.tag().toArray());
      insert.setLong(8, sealed.logReached());
      insert.executeUpdate();
      if (++added % DROP_EVERY == 0) {
        dropOldest();
      }
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  /** The log has that message. */
  synchronized void sent(ChannelId channel, String key, Sent sent) {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE sent SET log_offset = ? WHERE channel = ? AND key = ?")) {
      update.setLong(1, sent.logOffset());
      update.setBytes(2, channel.toBytes());
      update.setString(3, key);
      update.executeUpdate();
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
