package io.pawl.load.chaos.traffic;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.stream.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * The log as its only writer knows it. Since what becomes of a record follows from the log alone,
 * peers hear of it at once here, instead of from a processor that may be dead just now.
 */
final class SharedLog {
  private final Codec codec;
  private final LogAppender appender;
  private final Partition[] partitions;
  private final long[] next;

  SharedLog(Codec codec, GrantKeys keys, int partitions, LogAppender appender) {
    this.codec = codec;
    this.appender = appender;
    this.partitions = new Partition[partitions];
    this.next = new long[partitions];
    for (int i = 0; i < partitions; i++) {
      this.partitions[i] = new Partition(i, partitions, keys);
    }
  }

  int partitions() {
    return partitions.length;
  }

  int home(ChannelId channel) {
    return channel.partition(partitions.length);
  }

  /** Where the channel's partition will go on. */
  long next(ChannelId channel) {
    return next[home(channel)];
  }

  byte[] encode(LogRecord record) {
    return codec.encode(record);
  }

  /** Writes a peer's record where it belongs, and tells what follows from it. */
  Outcome write(LogRecord record) {
    return write(record, false);
  }

  /** Writes a record that somebody else made, where it would belong. */
  void forge(LogRecord record) {
    write(record, true);
  }

  private Outcome write(LogRecord record, boolean forged) {
    int home = home(record.channel());
    byte[] key = record.channel().toBytes();
    appender.append(home, key, encode(record), forged);
    return partitions[home].accept(next[home]++, Bytes.wrap(key), record);
  }

  /** Writes bytes that are no record, or one that is out of place. */
  void malformed(int partition, byte @Nullable [] key, byte @Nullable [] value) {
    appender.append(partition, key, value, true);
    next[partition]++;
  }
}
