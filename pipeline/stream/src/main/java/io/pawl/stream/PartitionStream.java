package io.pawl.stream;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One assignment of one partition. Paused until somebody reads it. */
public interface PartitionStream {
  /** The partition. */
  TopicPartition topicPartition();

  /** Its number. */
  default int partition() {
    return topicPartition().partition();
  }

  /**
   * The records from {@code offset} on, in order, in chunks as they were polled; never an empty
   * chunk. One subscriber at a time: after it cancelled, another may begin anew, at any offset.
   *
   * <p>Demand counts chunks. Without it, records wait up to the source's bounds; then this
   * partition alone is paused. Signals come on the source's thread or the requesting one, and must
   * not block it: {@code publishOn} a thread of yours.
   *
   * <p>Completes when the partition is revoked: what waited is dropped, and nothing comes after.
   * The revocation then waits for {@link #release}. Errors with {@link PartitionLost} when the
   * partition was lost, which means that another member may have it already, with Kafka's {@code
   * OffsetOutOfRangeException} when {@code offset} does not exist any more or yet, and with
   * whatever ends the source.
   */
  Flux<List<ConsumerRecord<byte[], byte[]>>> from(long offset);

  /**
   * Whether the partition is still this member's, as far as this member knows. False from the
   * moment of revocation on, before {@link #from} completes: a chunk already handed over need not
   * be begun.
   */
  boolean assigned();

  /**
   * Completes when the partition is revoked; errors as {@link #from} does when it is lost or the
   * source ends. For an owner that is not reading yet.
   */
  Mono<Void> ended();

  /**
   * Asks the group's coordinator whether this member owns the partition. Completes if so; errors
   * with {@link PartitionLost} if not. A member that was fenced asks before it fences others.
   * Without a group it completes at once.
   */
  Mono<Void> confirmed();

  /**
   * The owner is done: what it wanted to commit is committed. A revocation waits for this, at most
   * 2 s for all of its partitions together. May be called at any time, from any thread, more than
   * once.
   */
  void release();

  /** Whether it is paused because too much waits for the subscriber. */
  boolean paused();

  /** Records that wait for the subscriber. */
  int queuedRecords();

  /** Bytes of keys and values that wait for the subscriber. */
  long queuedBytes();
}
