package io.pawl.load.traffic;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Snapshot;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * The log as its only writer knows it. Since what becomes of a record follows from the log alone,
 * peers hear of it at once here, instead of from a processor that may be dead just now.
 */
public final class SharedLog {
  private static final Verdict MALFORMED = new Verdict.Refused(Refusal.MALFORMED, Action.NONE);

  private final Codec codec;
  private final LogAppender appender;
  private final Partition[] partitions;
  private final long[] next;

  /**
   * An empty log.
   *
   * @param keys the processors' own, to know what becomes of what is written
   */
  public SharedLog(Codec codec, GrantKeys keys, int partitions, LogAppender appender) {
    this(codec, keys, new long[partitions], appender);
  }

  /**
   * One that begins where another one ends, and knows no channel of that.
   *
   * @param next the offset of the first record of each partition
   */
  public SharedLog(Codec codec, GrantKeys keys, long[] next, LogAppender appender) {
    this.codec = codec;
    this.appender = appender;
    this.next = next.clone();
    this.partitions = new Partition[next.length];
    for (int i = 0; i < next.length; i++) {
      this.partitions[i] = new Partition(i, next.length, keys);
    }
  }

  /** Where each partition will go on. */
  public long[] next() {
    return next.clone();
  }

  /** Partitions of the log. */
  public int partitions() {
    return partitions.length;
  }

  /** The channel's partition. */
  public int home(ChannelId channel) {
    return channel.partition(partitions.length);
  }

  /** Where the channel's partition will go on. */
  public long next(ChannelId channel) {
    return next[home(channel)];
  }

  /** The bytes of a record, as it stands in the log. */
  public byte[] encode(LogRecord record) {
    return codec.encode(record);
  }

  /** Writes a peer's record where it belongs, and tells what follows from it. */
  public Outcome write(LogRecord record) {
    return write(record, false);
  }

  /** Takes up a channel that was open before the log's first record. */
  public void restore(Snapshot.Live channel) {
    partitions[home(channel.channel())].restore(channel);
  }

  /** Writes a record that somebody else made, where it would belong. */
  public void forge(LogRecord record) {
    write(record, true);
  }

  private Outcome write(LogRecord record, boolean forged) {
    int home = home(record.channel());
    byte[] key = record.channel().toBytes();
    Outcome outcome = partitions[home].accept(next[home]++, Bytes.wrap(key), record);
    appender.append(home, key, encode(record), forged, outcome.verdict());
    return outcome;
  }

  /** Writes bytes that are no record, or one that is out of place. */
  public void malformed(int partition, byte @Nullable [] key, byte @Nullable [] value) {
    appender.append(partition, key, value, true, MALFORMED);
    next[partition]++;
  }
}
