package io.pawl.stream;

import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/** Who may answer for a partition. */
interface Ownership extends AutoCloseable {
  /** Ownership of partitions that nobody else can be given. */
  Ownership FIXED =
      new Ownership() {
        @Override
        public Mono<Void> confirm(TopicPartition partition, String member) {
          return Mono.empty();
        }

        @Override
        public void close() {}
      };

  /** Completes if {@code member} owns the partition; errors with {@link PartitionLost} if not. */
  Mono<Void> confirm(TopicPartition partition, String member);

  @Override
  void close();
}
