package io.pawl.channel;

import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Reads what waits for approvers: who approves has no channel to read for, so all partitions of
 * accepted records are read, from where an offer may stand that has not expired. One reading serves
 * all approvers of a client; there is none while nobody listens, and while there is nothing new
 * only the partitions' ends are asked for.
 */
final class ApprovalDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApprovalDesk.class);

  /** An offer of a REKEY or BUMP expires at that distance in the log; the protocol's number. */
  private static final long BACK = 100_000;

  /** Approvals are given by people. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Connection connection;
  private final List<TopicPartition> partitions;
  private final Supplier<PartitionReader> readers;
  private final PatientDecoder decoder;
  private final Scheduler blocking;
  private final Queue<Listening> joining = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private volatile boolean closed;

  // From here on only the round's that runs.

  private final List<Listening> joined = new ArrayList<>();

  /** By partition: the next offset to read for those who have joined. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /**
   * @param partitions of accepted records
   * @param readers a new read_committed reader, which is closed here
   * @param blocking a thread that may block
   */
  ApprovalDesk(
      Connection connection,
      List<TopicPartition> partitions,
      Supplier<PartitionReader> readers,
      PatientDecoder decoder,
      Scheduler blocking) {
    this.connection = connection;
    this.partitions = List.copyOf(partitions);
    this.readers = readers;
    this.decoder = decoder;
    this.blocking = blocking;
  }

  /** What waits for that peer, then what comes to wait. */
  Flux<PendingApproval> approvals(Peer peer) {
    return Flux.<PendingApproval>create(
            subscriber -> {
              joining.add(new Listening(peer, subscriber));
              if (running.compareAndSet(false, true)) {
                look(Duration.ZERO);
              }
            })
        .takeUntilOther(ended.asMono());
  }

  private void look(Duration pause) {
    Mono.delay(pause, connection.workers())
        .takeUntilOther(ended.asMono())
        .flatMap(paused -> connection.offsets().ends(partitions))
        .publishOn(blocking)
        .subscribe(this::round, this::lookAgain);
  }

  private void lookAgain(Throwable failure) {
    if (!closed) {
      log.warn("what waits for approval cannot be read now, and will be: {}", failure.toString());
      look(PAUSE);
    }
  }

  private void round(Map<TopicPartition, Long> ends) {
    joined.removeIf(Listening::isOver);
    List<Listening> fresh = newcomers();
    if (joined.isEmpty() && fresh.isEmpty()) {
      next.clear();
      running.set(false);
      // Somebody may have come since.
      if (joining.isEmpty() || !running.compareAndSet(false, true)) {
        return;
      }
    } else {
      if (!fresh.isEmpty() || partitions.stream().anyMatch(each -> hasMoved(each, ends))) {
        read(ends, fresh);
      }
      joined.forEach(Listening::tell);
    }
    look(PAUSE);
  }

  private boolean hasMoved(TopicPartition partition, Map<TopicPartition, Long> ends) {
    return end(partition, ends) > next.getOrDefault(partition, 0L);
  }

  private static long end(TopicPartition partition, Map<TopicPartition, Long> ends) {
    return ends.getOrDefault(partition, 0L);
  }

  private List<Listening> newcomers() {
    List<Listening> fresh = new ArrayList<>();
    for (Listening one = joining.poll(); one != null; one = joining.poll()) {
      if (!one.isOver()) {
        fresh.add(one);
      }
    }
    return fresh;
  }

  private void read(Map<TopicPartition, Long> ends, List<Listening> fresh) {
    try (PartitionReader reader = readers.get()) {
      for (TopicPartition partition : partitions) {
        if (!fresh.isEmpty() || hasMoved(partition, ends)) {
          read(reader, partition, end(partition, ends), fresh);
        }
      }
      joined.addAll(fresh);
    } catch (RuntimeException e) {
      log.warn("what waits for approval cannot be read now, and will be: {}", e.getMessage());
      joining.addAll(fresh);
    }
  }

  /** What the others have read already is read again for those who are new. */
  private void read(
      PartitionReader reader, TopicPartition partition, long end, List<Listening> fresh) {
    long first = Math.max(reader.beginning(partition), end - BACK);
    long shared = Math.max(first, next.getOrDefault(partition, first));
    if (!fresh.isEmpty()) {
      reader.read(partition, first, shared, chunk -> take(chunk, fresh));
    }
    List<Listening> all = Stream.concat(joined.stream(), fresh.stream()).toList();
    reader.read(
        partition,
        shared,
        end,
        chunk -> {
          take(chunk, all);
          // What was read is not taken again should the rest fail.
          next.put(partition, chunk.getLast().offset() + 1);
        });
    next.put(partition, Math.max(shared, end));
  }

  private void take(List<ConsumerRecord<byte[], byte[]>> chunk, List<Listening> listeners) {
    List<Accepted> found = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : chunk) {
      AcceptedRecord.Found one = AcceptedRecord.find(record, decoder);
      if (one != null) {
        found.add(one.accepted());
      }
    }
    // Only now: should the registry be away, the chunk comes again, and nothing of it was taken.
    found.forEach(accepted -> listeners.forEach(listener -> listener.book.take(accepted)));
  }

  /** Ends what is listened to. */
  @Override
  public void close() {
    closed = true;
    ended.tryEmitEmpty();
  }

  /** One approver who listens. */
  private final class Listening {
    private final Peer peer;
    private final FluxSink<PendingApproval> subscriber;
    private final ApprovalBook book;

    Listening(Peer peer, FluxSink<PendingApproval> subscriber) {
      this.peer = peer;
      this.subscriber = subscriber;
      this.book = new ApprovalBook(peer.identity(), connection.limits().invitations());
    }

    /** Whether nobody listens any more; a closed peer's subscriber is told. */
    boolean isOver() {
      if (peer.isClosed()) {
        subscriber.complete();
      }
      return peer.isClosed() || subscriber.isCancelled();
    }

    void tell() {
      for (ApprovalBook.Waiting each : book.news()) {
        subscriber.next(
            new PendingApproval(connection, peer.signingKey(), each.offer(), each.index()));
      }
    }
  }
}
