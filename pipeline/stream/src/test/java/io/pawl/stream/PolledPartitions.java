package io.pawl.stream;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Sees, inside the consumer, of which partitions a group's polls returned records. */
public final class PolledPartitions implements ConsumerInterceptor<byte[], byte[]> {
  private static final Map<String, Set<Integer>> BY_GROUP = new ConcurrentHashMap<>();

  private Set<Integer> polled = ConcurrentHashMap.newKeySet();

  static Set<Integer> of(String group) {
    return BY_GROUP.computeIfAbsent(group, _ -> ConcurrentHashMap.newKeySet());
  }

  @Override
  public void configure(Map<String, ?> settings) {
    polled = of(String.valueOf(settings.get("group.id")));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      polled.add(partition.partition());
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    throw new AssertionError("a source commits nothing, but here are " + offsets);
  }

  @Override
  public void close() {}
}
