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
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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
    awaitJudged();
    Findings findings = new Findings();
    try (PartitionReader outputs =
        PartitionReader.connect(system.client(), IsolationLevel.READ_COMMITTED, PATIENCE)) {
      for (int partition = 0; partition < system.log().partitions(); partition++) {
        readOutputs(outputs, partition, findings);
      }
    }
    Oracle oracle = new Oracle(system.log().partitions(), injected, wire);
    try (PartitionReader log =
        PartitionReader.connect(system.client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE)) {
      for (int partition = 0; partition < system.log().partitions(); partition++) {
        judgeLog(log, partition, oracle, findings);
      }
    }
    return findings;
  }

  /** The processor is through when its group has committed up to the log's end. */
  private void awaitJudged() throws InterruptedException {
    long start = System.nanoTime();
    try (CommittedOffsets offsets =
            CommittedOffsets.connect(system.client(), ProcessorSettings.DEFAULT_GROUP, PATIENCE);
        PartitionReader log =
            PartitionReader.connect(system.client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE)) {
      for (int p = 0; p < system.log().partitions(); p++) {
        TopicPartition partition = new TopicPartition(system.topics().log(), p);
        long end = log.end(partition);
        while (end > 0 && offsets.committed(partition).orElse(0) < end) {
          if (System.nanoTime() - start > PATIENCE.toNanos()) {
            // What it has not judged by now shows as undetected.
            return;
          }
          TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
      }
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
