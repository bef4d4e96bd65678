package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import java.util.function.Consumer;

/**
 * Looks at envelopes of our direction that the processor calls too late. Anybody may have written
 * an old one again, which must not cost an epoch: the record itself tells. Safe for use by many
 * threads.
 */
final class LateEnvelopes {
  private final Connection connection;
  private final ChannelId channel;
  private final Direction own;
  private final UnacceptedEnvelopes unaccepted;

  LateEnvelopes(
      Connection connection, ChannelId channel, Direction own, UnacceptedEnvelopes unaccepted) {
    this.connection = connection;
    this.channel = channel;
    this.own = own;
    this.unaccepted = unaccepted;
  }

  /**
   * Reads that one record, if there is anything that it could be.
   *
   * @param found given the envelope, on a thread that may block, if it is of our direction; not
   *     called otherwise
   */
  void look(long logOffset, Consumer<Envelope> found) {
    if (unaccepted.isEmpty()) {
      return;
    }
    connection
        .search()
        .scan(
            channel,
            connection.partition(channel),
            logOffset,
            logOffset + 1,
            record -> read(record, found))
        .subscribe(
            nothing -> {},
            error -> {
              // It cannot be looked at. Should our slot be over, there will be another advisory.
            });
  }

  private void read(LogRecord record, Consumer<Envelope> found) {
    if (record instanceof Envelope envelope && envelope.direction() == own) {
      found.accept(envelope);
    }
  }
}
