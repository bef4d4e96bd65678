package io.pawl.channel;

import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Decoded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/**
 * Reads what waits for approvers: who approves has no channel to read for, so all partitions of
 * accepted records are read, from where an offer may stand that has not expired.
 */
final class ApprovalDesk {
  private static final Logger log = LoggerFactory.getLogger(ApprovalDesk.class);

  /** An offer of a REKEY or BUMP expires at that distance in the log; the protocol's number. */
  private static final long BACK = 100_000;

  /** Approvals are given by people. */
  private static final int PAUSE_MILLIS = 1_000;

  private final Connection connection;
  private final List<TopicPartition> partitions;
  private final Supplier<PartitionReader> readers;
  private final Scheduler blocking;

  /**
   * @param partitions of accepted records
   * @param readers a new read_committed reader, which is closed here
   * @param blocking a thread that may block
   */
  ApprovalDesk(
      Connection connection,
      List<TopicPartition> partitions,
      Supplier<PartitionReader> readers,
      Scheduler blocking) {
    this.connection = connection;
    this.partitions = List.copyOf(partitions);
    this.readers = readers;
    this.blocking = blocking;
  }

  /** What waits for that peer, then what comes to wait. */
  Flux<PendingApproval> approvals(Peer peer) {
    return Flux.create(subscriber -> {
      var listening = new Listening(peer, subscriber);
      blocking.schedule(listening::read);
    });
  }

  /** One subscriber's reading. */
  private final class Listening {
    private final Peer peer;
    private final FluxSink<PendingApproval> subscriber;
    private final ApprovalBook book;

    /** By partition: the next offset to read. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    Listening(Peer peer, FluxSink<PendingApproval> subscriber) {
      this.peer = peer;
      this.subscriber = subscriber;
      this.book = new ApprovalBook(peer.identity(), connection.limits().invitations());
    }

    void read() {
      if (subscriber.isCancelled()) {
        return;
      }
      if (peer.isClosed()) {
        subscriber.complete();
        return;
      }
      try (PartitionReader reader = readers.get()) {
        for (TopicPartition partition : partitions) {
          read(reader, partition);
        }
      } catch (RuntimeException e) {
        log.warn("what waits for approval cannot be read now, and will be: {}", e.getMessage());
      }
      for (ApprovalBook.Waiting each : book.news()) {
        subscriber.next(
            new PendingApproval(connection, peer.signingKey(), each.offer(), each.index()));
      }
      blocking.schedule(this::read, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void read(PartitionReader reader, TopicPartition partition) {
      long end = reader.end(partition);
      long first = Math.max(reader.beginning(partition), end - BACK);
      long from = Math.max(first, next.getOrDefault(partition, first));
      reader.read(
          partition,
          from,
          end,
          chunk -> {
            for (ConsumerRecord<byte[], byte[]> record : chunk) {
              take(record);
            }
            // What was read is not taken again should the rest fail.
            next.put(partition, chunk.getLast().offset() + 1);
          });
      next.put(partition, end);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      if (record.value() != null
          && connection.codec().decodeAccepted(record.value())
              instanceof Decoded.Value<Accepted>(Accepted accepted)) {
        book.take(accepted);
      }
    }
  }
}
