package io.pawl.compose.demo;

import io.pawl.compose.LocalSystem;
import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.LogOffset;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Rejection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads log and outputs back, and holds them against what the oracle expects. */
final class Inspection {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long TICK_MILLIS = 20;

  private final LocalSystem system;
  private final Wire wire;

  Inspection(LocalSystem system) {
    this.system = system;
    this.wire = new Wire(system.codec());
  }

  /**
   * Compares every record of the log.
   *
   * @param injected where the adversary's records stand
   * @throws InterruptedException if this thread is
   */
  Findings compare(Map<Place, Attack> injected) throws InterruptedException {
    Findings findings = new Findings();
    try (PartitionReader decided =
            PartitionReader.connect(system.client(), IsolationLevel.READ_COMMITTED, PATIENCE);
        PartitionReader all =
            PartitionReader.connect(system.client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE)) {
      awaitJudged(all, decided);
      for (int partition = 0; partition < system.log().partitions(); partition++) {
        readOutputs(decided, partition, findings);
      }
      Oracle oracle = new Oracle(system.log().partitions(), injected, wire);
      for (int partition = 0; partition < system.log().partitions(); partition++) {
        judgeLog(all, partition, oracle, findings);
      }
    }
    return findings;
  }

  /**
   * The processor is through when its group has committed up to the log's end, and the markers of
   * its transactions, which come a little later, are in the outputs. What it has not judged in time
   * shows as undetected.
   */
  private void awaitJudged(PartitionReader all, PartitionReader decided)
      throws InterruptedException {
    long start = System.nanoTime();
    try (CommittedOffsets offsets =
        CommittedOffsets.connect(system.client(), ProcessorSettings.DEFAULT_GROUP, PATIENCE)) {
      for (int partition = 0; partition < system.log().partitions(); partition++) {
        TopicPartition log = new TopicPartition(system.topics().log(), partition);
        long end = all.end(log);
        await(start, () -> offsets.committed(log).orElse(0) >= end);
        for (String topic : List.of(system.topics().accepted(), system.topics().rejected())) {
          TopicPartition output = new TopicPartition(topic, partition);
          await(start, () -> decided.end(output) >= all.end(output));
        }
      }
    }
  }

  private static void await(long start, BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean() && System.nanoTime() - start < PATIENCE.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
  }

  private void readOutputs(PartitionReader reader, int partition, Findings findings) {
    readAll(
        reader,
        new TopicPartition(system.topics().accepted(), partition),
        record -> {
          // Events have no log offset of their own in the header.
          OptionalLong offset = LogOffset.read(record.headers());
          if (offset.isPresent()) {
            findings.accepted(new Place(partition, offset.getAsLong()));
          }
        });
    readAll(
        reader,
        new TopicPartition(system.topics().rejected(), partition),
        record -> {
          if (system.codec().decodeRejected(record.value())
              instanceof Decoded.Value<Rejection>(Rejection rejection)) {
            findings.rejected(
                new Place(partition, rejection.logOffset()),
                Refusal.valueOf(rejection.code()),
                rejection.action());
          } else {
            throw new IllegalStateException(
                "a rejection at offset %d does not decode".formatted(record.offset()));
          }
        });
  }

  private void judgeLog(PartitionReader reader, int partition, Oracle oracle, Findings findings) {
    readAll(
        reader,
        new TopicPartition(system.topics().log(), partition),
        record -> {
          LogEntry entry = LogEntry.of(partition, record.offset(), record.key(), record.value());
          Verdict expected = oracle.expect(entry);
          findings.judge(entry.place(), isMessage(record.value()), expected);
        });
  }

  private boolean isMessage(byte[] value) {
    LogRecord record = wire.decode(value);
    return record instanceof Envelope;
  }

  private static void readAll(
      PartitionReader reader, TopicPartition partition, RecordReader records) {
    reader.read(
        partition,
        reader.beginning(partition),
        reader.end(partition),
        chunk -> chunk.forEach(records::read));
  }

  /** Takes the records of a partition, in order. */
  private interface RecordReader {
    void read(ConsumerRecord<byte[], byte[]> record);
  }
}
