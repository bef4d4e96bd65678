package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.stream.RecordCursor;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One channel's life as the log tells it. All of its partition is replayed, since other channels
 * can push a pending OPEN out.
 */
public final class ChannelLife {
  private final ChannelId channel;
  private final long reportFrom;
  private final Consumer<Moment> moments;

  private ChannelLife(ChannelId channel, long reportFrom, Consumer<Moment> moments) {
    this.channel = channel;
    this.reportFrom = reportFrom;
    this.moments = moments;
  }

  /**
   * Gives each of the channel's records to {@code moments}, in order.
   *
   * @param settings whose partition is not looked at
   * @param to the last offset of the log to take; what has no outcome yet is left out anyway
   * @throws RuntimeException as {@link Audit#run}
   */
  public static void replay(
      AuditSettings settings, ChannelId channel, long to, Consumer<Moment> moments) {
    LogIdentity identity = Audit.identity(settings);
    PatientDecoder decoder = new PatientDecoder(settings.codec(), Readers.PATIENCE);
    int number = channel.partition(identity.partitions());
    try (Readers readers = Readers.open(settings)) {
      Start start = Start.read(readers, settings, identity, number, decoder);
      Replay replay =
          new Replay(
              start,
              () -> new Partition(number, identity.partitions(), settings.keys()),
              settings.codec(),
              decoder);
      ChannelLife life = new ChannelLife(channel, settings.from().reportFrom(), moments);
      long end = to < start.end() ? to + 1 : start.end();
      try (RecordCursor log =
          readers
              .log()
              .cursor(
                  new TopicPartition(settings.topics().log(), number),
                  start.baseline().from(),
                  end)) {
        while (log.peek() != null) {
          ConsumerRecord<byte[], byte[]> entry = log.next();
          life.tell(entry, replay.take(entry), replay);
        }
      }
    } catch (OffsetOutOfRangeException e) {
      throw Audit.truncated(e);
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> entry, Judgement judgement, Replay replay) {
    LogRecord record = judgement.record();
    ChannelId named = record == null ? Channels.named(entry.key()) : record.channel();
    if (entry.offset() < reportFrom || !channel.equals(named)) {
      return;
    }
    @Nullable Outcome outcome = judgement instanceof Judgement.Decided it ? it.outcome() : null;
    moments.accept(
        new Moment(
            entry.offset(),
            Instant.ofEpochMilli(entry.timestamp()),
            record,
            outcome == null ? null : outcome.verdict(),
            outcome == null ? List.of() : outcome.events(),
            replay.isUnknown(channel, entry.offset()) ? null : replay.at(channel, entry.offset())));
  }
}
