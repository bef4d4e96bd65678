package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.LogRecord;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.MonoSink;

/** One channel's search through a stretch of the log, which may share a reading with others. */
final class LogScan {
  private final ChannelId channel;
  private final TopicPartition log;
  private final long from;
  private final long to;
  private final Consumer<LogRecord> each;
  private final MonoSink<Void> caller;
  private boolean over;

  /**
   * @param from the first offset
   * @param to the offset after the last
   * @param caller told once how it ended
   */
  LogScan(
      ChannelId channel,
      TopicPartition log,
      long from,
      long to,
      Consumer<LogRecord> each,
      MonoSink<Void> caller) {
    this.channel = channel;
    this.log = log;
    this.from = from;
    this.to = to;
    this.each = each;
    this.caller = caller;
  }

  ChannelId channel() {
    return channel;
  }

  TopicPartition log() {
    return log;
  }

  long from() {
    return from;
  }

  long to() {
    return to;
  }

  /** Takes a record of its channel, unless it lies outside. */
  void take(LogRecord record, long offset) {
    if (over || offset < from || offset >= to) {
      return;
    }
    try {
      each.accept(record);
    } catch (RuntimeException e) {
      // Those that share the reading have nothing to do with it.
      fail(e);
    }
  }

  /** All of its stretch was read. */
  void complete() {
    if (!over) {
      over = true;
      caller.success();
    }
  }

  /** It cannot be read. */
  void fail(RuntimeException cause) {
    if (!over) {
      over = true;
      caller.error(cause);
    }
  }
}
