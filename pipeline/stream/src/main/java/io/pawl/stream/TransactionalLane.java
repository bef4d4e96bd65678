package io.pawl.stream;

import io.micrometer.observation.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One partition's thread and transactions: reads, lets its work take each record, and commits what
 * the work sent together with the input offset. Within a lane everything is sequential.
 *
 * <p>If anything fails, the lane aborts, throws its work's state away, fences itself with a new
 * producer and recovers. It ends when its partition is revoked or lost.
 */
final class TransactionalLane implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TransactionalLane.class);

  /**
   * Chunks read ahead, so that the consumer's poll and the lane overlap; more only costs memory.
   */
  private static final int CHUNKS_AHEAD = 2;

  /** How long an idle lane sleeps before it looks whether its work is due for something. */
  private static final Duration IDLE_LOOK = Duration.ofSeconds(1);

  /**
   * Rights that are missing are given to many brokers one after the other: some seconds of attempts
   * tell that apart from rights that nobody gives.
   */
  private static final int HOPELESS_ATTEMPTS = 6;

  /**
   * A transaction that brokers cannot take in time would fail again as it is, for ever where they
   * are slow. From 50,000 records this leads down to a single one.
   */
  private static final int MOST_HALVINGS = 16;

  private final PartitionStream stream;
  private final Supplier<LaneWork> works;
  private final Supplier<TransactionalSink> sinks;
  private final Lanes.Input input;
  private final LaneSettings settings;
  private final LaneMetrics metrics;

  private volatile LaneState state = new LaneState.Recovering();

  /** What is committed up to; below zero as long as that is not known. */
  private volatile long position = -1;

  /** When the lane's thread was last seen to go round. */
  private volatile long progressNanos = System.nanoTime();

  /** Whether the lane's thread has nothing to do but wait for records. */
  private volatile boolean idle;

  private int failuresInARow;
  private int refusalsInARow;

  /** How often the limits of a transaction are halved now. */
  private int halvings;

  TransactionalLane(
      PartitionStream stream,
      Supplier<LaneWork> works,
      Supplier<TransactionalSink> sinks,
      Lanes.Input input,
      LaneSettings settings,
      LaneMetrics metrics) {
    this.stream = stream;
    this.works = works;
    this.sinks = sinks;
    this.input = input;
    this.settings = settings;
    this.metrics = metrics;
  }

  LaneState state() {
    return state;
  }

  TopicPartition topicPartition() {
    return stream.topicPartition();
  }

  /** The offset that is committed up to; empty as long as that is not known. */
  OptionalLong position() {
    long known = position;
    return known < 0 ? OptionalLong.empty() : OptionalLong.of(known);
  }

  boolean paused() {
    return stream.paused();
  }

  long queuedRecords() {
    return stream.queuedRecords();
  }

  long queuedBytes() {
    return stream.queuedBytes();
  }

  /**
   * Whether it has had something to do for that long, waits for nothing outside that it knows of,
   * and does nothing: what waits for brokers and the registry ends by itself sooner than that.
   */
  boolean stalled(Duration limit) {
    return state instanceof LaneState.Live
        && (!idle || stream.queuedRecords() > 0)
        && System.nanoTime() - progressNanos > limit.toNanos();
  }

  /**
   * Runs until the partition is no longer this lane's; the thread it is called on is the lane's.
   *
   * @throws LaneDead if the lane cannot go on, and its partition should be with nobody rather than
   *     here
   */
  @Override
  public void run() {
    try {
      while (stream.assigned()) {
        attempt();
      }
    } finally {
      state = new LaneState.Ended();
      stream.release();
    }
  }

  private void attempt() {
    state = new LaneState.Recovering();
    long began = System.nanoTime();
    try (TransactionalSink sink = sinks.get()) {
      sink.initialise();
      LaneWork work = works.get();
      long from = work.recover(input.committed(stream.topicPartition()), this::insistOnOwnership);
      tell(work, from, sink);
      log.info(
          "lane {} is live from offset {}, after {} ms",
          stream.topicPartition(),
          from,
          Duration.ofNanos(System.nanoTime() - began).toMillis());
      Inbox inbox = new Inbox(CHUNKS_AHEAD);
      stream.from(from).subscribe(inbox);
      position = from;
      progressNanos = System.nanoTime();
      state = new LaneState.Live();
      try {
        new Session(sink, work, inbox, from).serve();
      } finally {
        inbox.cancel();
      }
    } catch (LaneStopped e) {
      state = new LaneState.Stopped(e.reason(), describe(e));
      log.error(
          "lane {} stopped: {}{}{}",
          stream.topicPartition(),
          e.getMessage(),
          System.lineSeparator(),
          input.names().wayOut(stream.partition()).of(e.reason()));
      ended(null);
    } catch (RuntimeException e) {
      if (stream.assigned()) {
        pauseAfter(e);
      }
    }
  }

  private void insistOnOwnership() {
    if (!stream.assigned()) {
      throw new PartitionLost(stream.topicPartition());
    }
  }

  /** What follows from the recovery alone must not wait for the next record. */
  private void tell(LaneWork work, long from, TransactionalSink sink) {
    work.recovered(from, sink::send);
    if (sink.open()) {
      sink.commit(Map.of(stream.topicPartition(), new OffsetAndMetadata(from)), input.group());
    }
  }

  private void pauseAfter(RuntimeException failure) {
    state = new LaneState.Failed(describe(failure));
    metrics.failed(failure);
    refusalsInARow = SinkFailures.needsAPerson(failure) ? refusalsInARow + 1 : 0;
    if (refusalsInARow >= HOPELESS_ATTEMPTS) {
      throw new LaneDead(stream.topicPartition(), failure);
    }
    halvings = Math.min(halvings + 1, MOST_HALVINGS);
    Duration pause = pause(failuresInARow++);
    log.warn(
        "lane {} begins again in {} ms: {}",
        stream.topicPartition(),
        pause.toMillis(),
        describe(failure));
    log.debug("what failed it", failure);
    if (!ended(pause) && failure instanceof SinkFailure.Fenced) {
      confirmOwnership();
    }
  }

  /**
   * A fenced lane fences others only if it owns the partition: else two members that take turns
   * would never come to rest. Returns once the group has said so, or the partition is ours no more.
   */
  private void confirmOwnership() {
    for (int failures = 0; stream.assigned(); failures++) {
      try {
        stream.confirmed().block(settings.longestPause());
        return;
      } catch (PartitionLost e) {
        // This member's consumer hears of it later than the group knows.
        log.warn("lane {} is another member's", stream.topicPartition());
        ended(null);
      } catch (RuntimeException e) {
        log.warn(
            "lane {} cannot confirm that it is ours: {}", stream.topicPartition(), describe(e));
        ended(pause(failures));
      }
    }
  }

  /** Waits up to {@code timeout}, or for ever, and tells whether the partition is ours no more. */
  private boolean ended(@Nullable Duration timeout) {
    Mono<Boolean> ended = stream.ended().onErrorComplete().thenReturn(true);
    return Boolean.TRUE.equals(
        (timeout == null ? ended : ended.timeout(timeout, Mono.just(false))).block());
  }

  private Duration pause(int failures) {
    // Past 2^16 the doubling has long met the longest pause; the bound keeps the shift defined.
    Duration doubled = settings.firstPause().multipliedBy(1L << Math.min(failures, 16));
    return doubled.compareTo(settings.longestPause()) < 0 ? doubled : settings.longestPause();
  }

  private static String describe(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
  }

  /** One stretch of records from a recovery to the next failure or the end. */
  private final class Session {
    private final TransactionalSink sink;
    private final LaneWork work;
    private final Inbox inbox;
    private final Outbox outbox;

    /** When the open transaction took its first record; meaningless while {@code records == 0}. */
    private long openedNanos;

    private int records;
    private long bytes;
    private long next;

    private int maxRecords;
    private long maxBytes;

    Session(TransactionalSink sink, LaneWork work, Inbox inbox, long from) {
      this.sink = sink;
      this.work = work;
      this.inbox = inbox;
      this.outbox = sink::send;
      this.next = from;
      limit();
    }

    private void limit() {
      maxRecords = Math.max(1, settings.maxRecords() >> halvings);
      maxBytes = Math.max(1, settings.maxBytes() >> halvings);
    }

    void serve() {
      while (true) {
        switch (next()) {
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
          case Inbox.Failure(RuntimeException error) -> throw error;
        }
        if (isDue()) {
          commit(false);
        }
      }
    }

    private Inbox.Signal next() {
      progressNanos = System.nanoTime();
      idle = true;
      Inbox.Signal signal = inbox.next(timeToCommit());
      idle = false;
      progressNanos = System.nanoTime();
      return signal;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      if (records == 0) {
        openedNanos = System.nanoTime();
      }
      while (work.accept(record, outbox) instanceof Intake.Postponed postponed) {
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
      if (records >= maxRecords || bytes >= maxBytes) {
        commit(false);
      }
    }

    private void await(Intake.Postponed postponed) {
      state = new LaneState.Waiting(postponed.why());
      for (int failures = 0; !resolved(postponed); failures++) {
        Duration pause = pause(failures);
        log.warn(
            "lane {} waits, and asks again in {} ms: {}",
            stream.topicPartition(),
            pause.toMillis(),
            postponed.why());
        if (ended(pause)) {
          throw new PartitionLost(stream.topicPartition());
        }
      }
      progressNanos = System.nanoTime();
      state = new LaneState.Live();
    }

    private boolean resolved(Intake.Postponed postponed) {
      try {
        postponed.until().takeUntilOther(stream.ended()).block(settings.longestPause());
        return stream.assigned();
      } catch (RuntimeException e) {
        log.debug("not yet", e);
        return false;
      }
    }

    private boolean isDue() {
      if (records == 0) {
        return work.isDue();
      }
      long age = System.nanoTime() - openedNanos;
      return age >= settings.backlogCommit().toNanos()
          || (age >= settings.idleCommit().toNanos() && inbox.isEmpty());
    }

    private Duration timeToCommit() {
      if (records == 0) {
        return IDLE_LOOK;
      }
      long left = settings.idleCommit().toNanos() - (System.nanoTime() - openedNanos);
      return Duration.ofNanos(Math.max(0, left));
    }

    private void commit(boolean last) {
      if (records == 0 && !last && !work.isDue()) {
        return;
      }
      long started = System.nanoTime();
      Observation observed = metrics.commit();
      try {
        work.beforeCommit(next, last, outbox);
        sink.commit(Map.of(stream.topicPartition(), new OffsetAndMetadata(next)), input.group());
      } catch (RuntimeException e) {
        observed.error(e);
        throw e;
      } finally {
        observed.stop();
      }
      work.committed();
      failuresInARow = 0;
      refusalsInARow = 0;
      if (halvings > 0 && System.nanoTime() - started < settings.backlogCommit().toNanos()) {
        halvings--;
        limit();
      }
      position = next;
      progressNanos = System.nanoTime();
      metrics.committed(records, System.nanoTime() - started);
      records = 0;
      bytes = 0;
    }
  }
}
