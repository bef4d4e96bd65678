package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Partition;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.RecordCursor;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Walks one partition of all topics side by side, so that memory holds its channels and no more.
 */
final class PartitionAudit {
  private final Readers readers;
  private final AuditSettings settings;
  private final LogIdentity identity;
  private final PatientDecoder decoder;
  private final Tally tally;

  PartitionAudit(
      Readers readers,
      AuditSettings settings,
      LogIdentity identity,
      PatientDecoder decoder,
      Tally tally) {
    this.readers = readers;
    this.settings = settings;
    this.identity = identity;
    this.decoder = decoder;
    this.tally = tally;
  }

  void run(int number) {
    tally.begin(number);
    Start start = Start.read(readers, settings, identity, number, decoder);
    Replay replay =
        new Replay(
            start,
            () -> new Partition(number, identity.partitions(), settings.keys()),
            settings.codec(),
            decoder);
    StateCheck states = new StateCheck(replay, tally);
    EntryCheck entries = new EntryCheck(start, decoder, states, tally);
    try (Outputs accepted =
            outputs(
                readers.accepted(),
                settings.topics().accepted(),
                start,
                record -> Output.accepted(record, decoder));
        Outputs rejected =
            outputs(
                readers.rejected(),
                settings.topics().rejected(),
                start,
                record -> Output.rejected(record, decoder));
        RecordCursor told =
            readers
                .facts()
                .cursor(
                    new TopicPartition(settings.topics().facts(), number),
                    Math.max(start.factsBeginning(), start.baseline().factsFrom()),
                    start.factsEnd());
        RecordCursor log =
            readers
                .log()
                .cursor(
                    new TopicPartition(settings.topics().log(), number),
                    start.baseline().from(),
                    start.end())) {
      FactCheck facts = new FactCheck(told, decoder, identity, start, replay, states, tally);
      OutcomeCheck outcomes = new OutcomeCheck(accepted, rejected, replay, tally);
      while (log.peek() != null) {
        ConsumerRecord<byte[], byte[]> entry = log.next();
        entries.settle(entry.offset());
        facts.settle(entry.offset());
        Judgement judgement = replay.take(entry);
        outcomes.check(entry, judgement);
        tally.keys().record(judgement);
        facts.taken(entry.offset(), judgement);
      }
      entries.settle(start.end());
      facts.finish();
      accepted.finish();
      rejected.finish();
    }
    replay.channels(start.end()).forEach(tally.keys()::channel);
  }

  private Outputs outputs(
      PartitionReader reader,
      String topic,
      Start start,
      Function<ConsumerRecord<byte[], byte[]>, @Nullable Output> reading) {
    TopicPartition partition = new TopicPartition(topic, start.partition());
    Outputs.Source source =
        new Outputs.Source(
            reader,
            partition,
            reader.beginning(partition),
            // All there is, decided or not: a commit shows in the group's offset before it shows
            // in every topic that it wrote to.
            readers.log().end(partition),
            reading);
    return new Outputs(source, start.baseline().from(), start.end(), tally);
  }
}
