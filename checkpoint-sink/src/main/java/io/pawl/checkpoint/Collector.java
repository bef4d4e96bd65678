package io.pawl.checkpoint;

import io.pawl.stream.BrokerUnavailable;
import io.pawl.stream.Truncation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what no recovery needs any more: log and facts before a boundary that a later snapshot
 * made obsolete. On a thread of its own, so that no lane waits for it.
 *
 * <p>What it deletes depends on committed snapshots and offsets alone, so it does not matter who
 * does it, or how often, or that a killed one did not: the next snapshot makes up for it.
 */
final class Collector implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Collector.class);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SinkSettings settings;
  private final Truncation brokers;
  private final CollectionMetrics metrics;
  private final InstantSource clock;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("checkpoint-collector").factory());

  /** What is still to be done, by partition: the last boundary includes those before. */
  private final Map<Integer, SnapshotState.Last> due = new ConcurrentHashMap<>();

  private final Set<Integer> failing = ConcurrentHashMap.newKeySet();

  Collector(SinkSettings settings, CollectionMetrics metrics, InstantSource clock) {
    this.settings = settings;
    this.brokers = Truncation.connect(settings.client(), PATIENCE);
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * What lies before the snapshot {@code boundary} may go: a later one of the partition is
   * committed. Returns at once.
   */
  void collect(int partition, SnapshotState.Last boundary) {
    if (settings.retention().collection() == Retention.Collection.KEEP) {
      return;
    }
    if (due.put(partition, boundary) == null) {
      thread.execute(() -> collect(partition));
    }
  }

  private void collect(int partition) {
    SnapshotState.Last boundary = due.remove(partition);
    if (boundary == null) {
      return;
    }
    try {
      truncate(
          new TopicPartition(settings.topics().log(), partition),
          boundary.barrier(),
          settings.processors());
      truncate(
          new TopicPartition(settings.topics().facts(), partition),
          boundary.factsOffset(),
          settings.group());
      metrics.through();
      failing.remove(partition);
    } catch (BrokerUnavailable | NothingCommitted e) {
      failed(partition);
      logger.warn(
          "partition {} keeps its garbage until the next snapshot: {}", partition, e.getMessage());
    } catch (RuntimeException e) {
      failed(partition);
      logger.error("partition {} keeps its garbage until the next snapshot", partition, e);
    }
  }

  private void failed(int partition) {
    metrics.failed();
    failing.add(partition);
  }

  /** Partitions whose last collection here failed. */
  Set<Integer> failing() {
    return Set.copyOf(failing);
  }

  /** Deletes what lies before {@code boundary}, and what {@code reader} will not read again. */
  private void truncate(TopicPartition partition, long boundary, String reader) {
    long beginning = brokers.beginning(partition);
    long obsolete = Math.min(boundary, retained(partition));
    if (obsolete <= beginning) {
      return;
    }
    OptionalLong committed = brokers.committed(reader, partition);
    if (committed.isEmpty()) {
      throw new NothingCommitted(reader, partition);
    }
    long limit = Math.min(obsolete, committed.getAsLong());
    if (limit <= beginning) {
      return;
    }
    if (settings.retention().collection() == Retention.Collection.REPORT) {
      logger.info("would delete offsets {} to {} of {}", beginning, limit - 1, partition);
      return;
    }
    long now = brokers.deleteBefore(partition, limit);
    metrics.deleted(settings.topics(), partition.topic(), now - beginning);
    logger.info("deleted offsets {} to {} of {}", beginning, now - 1, partition);
  }

  /** The first offset that is kept for auditors. */
  private long retained(TopicPartition partition) {
    Retention retention = settings.retention();
    long records = brokers.end(partition) - retention.records();
    return retention.time().isZero()
        ? records
        : Math.min(records, brokers.since(partition, clock.instant().minus(retention.time())));
  }

  /**
   * Where something is obsolete, a snapshot tells of facts, and those were committed together with
   * an offset of whoever wrote them: so the group is not theirs, or its offset was deleted.
   */
  private static final class NothingCommitted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NothingCommitted(String group, TopicPartition partition) {
      super("group %s has no offset of %s: is it the right one?".formatted(group, partition));
    }
  }

  /** Leaves what is not begun; the next sink's snapshots make up for it. */
  @Override
  public void close() {
    thread.shutdownNow();
    brokers.close();
  }
}
