package io.pawl.stream;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition's thread and transactions: reads, lets its work take each record, and commits what
 * the work sent together with the input offset. Within a lane everything is sequential.
 *
 * <p>If anything fails, the lane aborts, throws its work's state away, fences itself with a new
 * producer and recovers. It ends when its partition is revoked or lost.
 */
final class TransactionalLane implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TransactionalLane.class);

  /** Chunks read ahead, so that the consumer's poll and the lane overlap; more only costs memory. */
  private static final int CHUNKS_AHEAD = 2;

  private final PartitionStream stream;
  private final Supplier<LaneWork> works;
  private final Supplier<TransactionalSink> sinks;
  private final CommittedOffsets offsets;
  private final LaneSettings settings;
  private final LaneMetrics metrics;

  private volatile LaneState state = new LaneState.Recovering();
  private int failuresInARow;

  TransactionalLane(
      PartitionStream stream,
      Supplier<LaneWork> works,
      Supplier<TransactionalSink> sinks,
      CommittedOffsets offsets,
      LaneSettings settings,
      LaneMetrics metrics) {
    this.stream = stream;
    this.works = works;
    this.sinks = sinks;
    this.offsets = offsets;
    this.settings = settings;
    this.metrics = metrics;
  }

  LaneState state() {
    return state;
  }

  /** Runs until the partition is no longer this lane's; the thread it is called on is the lane's. */
  @Override
  public void run() {
    try {
      while (!stream.isEnded()) {
        attempt();
      }
    } finally {
      state = new LaneState.Ended();
      stream.release();
    }
  }

  private void attempt() {
    state = new LaneState.Recovering();
    try (TransactionalSink sink = sinks.get()) {
      sink.initialise();
      LaneWork work = works.get();
      long from = work.recover(offsets.committed(stream.topicPartition()));
      Inbox inbox = new Inbox(CHUNKS_AHEAD);
      stream.from(from).subscribe(inbox);
      state = new LaneState.Live();
      failuresInARow = 0;
      try {
        new Session(sink, work, inbox).serve();
      } finally {
        inbox.cancel();
      }
    } catch (LaneStoppedException e) {
      state = new LaneState.Stopped(describe(e));
      log.error("lane {} stopped: {}", stream.topicPartition(), e.getMessage());
      stream.awaitEnd(null);
    } catch (RuntimeException e) {
      if (!stream.isEnded()) {
        pauseAfter(e);
      }
    }
  }

  private void pauseAfter(RuntimeException failure) {
    state = new LaneState.Failed(describe(failure));
    metrics.restarted();
    Duration pause = pause(failuresInARow++);
    log.warn(
        "lane {} begins again in {} ms: {}",
        stream.topicPartition(),
        pause.toMillis(),
        describe(failure));
    log.debug("what failed it", failure);
    stream.awaitEnd(pause);
  }

  private Duration pause(int failures) {
    // Past 2^16 the doubling has long met the longest pause; the bound keeps the shift defined.
    Duration doubled = settings.firstPause().multipliedBy(1L << Math.min(failures, 16));
    return doubled.compareTo(settings.longestPause()) < 0 ? doubled : settings.longestPause();
  }

  private static String describe(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }

  /** One stretch of records from a recovery to the next failure or the end. */
  private final class Session {
    private final TransactionalSink sink;
    private final LaneWork work;
    private final Inbox inbox;

    /** When the open transaction took its first record; meaningless while {@code records == 0}. */
    private long openedNanos;

    private int records;
    private long bytes;
    private long next;

    Session(TransactionalSink sink, LaneWork work, Inbox inbox) {
      this.sink = sink;
      this.work = work;
      this.inbox = inbox;
    }

    void serve() {
      while (true) {
        switch (inbox.next(timeToCommit())) {
          case Inbox.Chunk(List<ConsumerRecord<byte[], byte[]>> chunk) -> {
            for (ConsumerRecord<byte[], byte[]> record : chunk) {
              take(record);
            }
            inbox.consumed();
          }
          case Inbox.Nothing() -> {}
          case Inbox.Revoked() -> {
            commit(true);
            return;
          }
          case Inbox.Failure(Throwable error) -> throw new PartitionFailedException(error);
        }
        if (isDue()) {
          commit(false);
        }
      }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      if (records == 0) {
        openedNanos = System.nanoTime();
      }
      while (work.accept(record, sink::send) instanceof Intake.Postponed postponed) {
        // What was taken before must not wait with it, nor its transaction time out.
        if (records > 0) {
          commit(false);
        }
        await(postponed);
        openedNanos = System.nanoTime();
      }
      records++;
      bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
      next = record.offset() + 1;
      if (records >= settings.maxRecords() || bytes >= settings.maxBytes()) {
        commit(false);
      }
    }

    private void await(Intake.Postponed postponed) {
      state = new LaneState.Waiting(postponed.why());
      log.warn("lane {} waits: {}", stream.topicPartition(), postponed.why());
      for (int failures = 0; !inbox.await(postponed.until(), settings.longestPause()); failures++) {
        if (stream.isEnded()) {
          throw new PartitionFailedException("revoked while it waited: " + postponed.why());
        }
        stream.awaitEnd(pause(failures));
      }
      state = new LaneState.Live();
    }

    private boolean isDue() {
      if (records == 0) {
        return false;
      }
      long age = System.nanoTime() - openedNanos;
      return age >= settings.backlogCommit().toNanos()
          || (age >= settings.idleCommit().toNanos() && inbox.isEmpty());
    }

    private @Nullable Duration timeToCommit() {
      if (records == 0) {
        return null;
      }
      long left = settings.idleCommit().toNanos() - (System.nanoTime() - openedNanos);
      return Duration.ofNanos(Math.max(0, left));
    }

    private void commit(boolean last) {
      if (records == 0 && !last) {
        return;
      }
      long started = System.nanoTime();
      if (next > 0) {
        work.beforeCommit(next, last, sink::send);
        sink.commit(stream.topicPartition(), next);
      }
      work.committed();
      metrics.committed(records, System.nanoTime() - started);
      records = 0;
      bytes = 0;
    }
  }
}
