package io.pawl.stream;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Bounded reads of single partitions, without a group, on the caller's thread.
 *
 * <p>A read ends on the consumer's position, not on the last record seen: markers of transactions
 * take offsets, and compaction leaves holes. For one thread at a time.
 */
public final class PartitionReader implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final String servers;
  private final Duration patience;

  private PartitionReader(Consumer<byte[], byte[]> consumer, String servers, Duration patience) {
    this.consumer = consumer;
    this.servers = servers;
    this.patience = patience;
  }

  /**
   * Opens a consumer without a group.
   *
   * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL)
   * @param isolation what a read sees, and what {@link #end} means
   * @param patience how long a call waits without any progress before it throws
   * @throws BrokerUnavailable if {@code client} leads nowhere
   */
  public static PartitionReader connect(
      Map<String, Object> client, IsolationLevel isolation, Duration patience) {
    return new PartitionReader(
        Clients.consumer(client, isolation, patience), Clients.servers(client), patience);
  }

  /**
   * The partitions of a topic, by number.
   *
   * @throws BrokerUnavailable if nobody knows them in time
   */
  public List<TopicPartition> partitions(String topic) {
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, patience).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .sorted(Comparator.comparingInt(TopicPartition::partition))
              .toList();
      if (partitions.isEmpty()) {
        throw stalled("no partitions of " + topic, null);
      }
      return partitions;
    } catch (TimeoutException e) {
      throw stalled("no partitions of " + topic, e);
    }
  }

  /**
   * The first offset that exists.
   *
   * @throws BrokerUnavailable without an answer in time
   */
  public long beginning(TopicPartition partition) {
    return offset(partition, consumer::beginningOffsets);
  }

  /**
   * The offset after the last: of all records, or of those that are decided (the last stable
   * offset) if this reader is read_committed.
   *
   * @throws BrokerUnavailable without an answer in time
   */
  public long end(TopicPartition partition) {
    return offset(partition, consumer::endOffsets);
  }

  private long offset(
      TopicPartition partition,
      BiFunction<Set<TopicPartition>, Duration, Map<TopicPartition, Long>> query) {
    // Kafka's consumer warns of offsets that it learns of a partition which it does not have.
    consumer.assign(List.of(partition));
    try {
      return known(partition, query.apply(Set.of(partition), patience), null);
    } catch (TimeoutException e) {
      return known(partition, Map.of(), e);
    } finally {
      consumer.unsubscribe();
    }
  }

  private long known(
      TopicPartition partition, Map<TopicPartition, Long> answer, @Nullable Throwable cause) {
    Long offset = answer.get(partition);
    if (offset == null) {
      throw stalled("no offsets of " + partition, cause);
    }
    return offset;
  }

  /**
   * Gives every record with {@code from <= offset < to} to {@code chunk}, in order, and returns
   * when the position has reached {@code to}. Waits for {@code to} to exist, as long as there is
   * progress.
   *
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if {@code from} does not
   *     exist any more or yet
   * @throws BrokerUnavailable if nothing moved for the patience
   */
  public void read(
      TopicPartition partition,
      long from,
      long to,
      java.util.function.Consumer<List<ConsumerRecord<byte[], byte[]>>> chunk) {
    if (from >= to) {
      return;
    }
    BoundedPolls polls = polls(partition, from, to);
    try {
      while (!polls.isOver()) {
        List<ConsumerRecord<byte[], byte[]>> records = polls.next();
        if (!records.isEmpty()) {
          chunk.accept(records);
        }
      }
    } finally {
      consumer.unsubscribe();
    }
  }

  /**
   * The records with {@code from <= offset < to}, to be taken one by one. Until it is closed, this
   * reader does nothing else.
   */
  public RecordCursor cursor(TopicPartition partition, long from, long to) {
    return new RecordCursor(polls(partition, from, to), consumer::unsubscribe);
  }

  private BoundedPolls polls(TopicPartition partition, long from, long to) {
    return new BoundedPolls(consumer, servers, patience, partition, from, to);
  }

  private BrokerUnavailable stalled(String what, @Nullable Throwable cause) {
    return BrokerUnavailable.within(patience, servers, what, cause);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(patience));
  }
}
