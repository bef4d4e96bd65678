package io.pawl.stream;

import java.util.Collection;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The partitions that this member reads, each as a stream of its own. Never acknowledges and never
 * commits: whoever reads decides where reading begins.
 */
public interface PartitionSource {
  /**
   * The partitions of {@code topic} that {@code group} gives this member: classic protocol,
   * cooperative assignor, a session of 6 s unless the settings name another.
   */
  static PartitionSource ofGroup(SourceSettings settings, String topic, String group) {
    return ReactorSource.ofGroup(settings, topic, group);
  }

  /** These partitions, without a group, until {@link #stop}. */
  static PartitionSource ofPartitions(
      SourceSettings settings, Collection<TopicPartition> partitions) {
    return ReactorSource.ofPartitions(settings, partitions);
  }

  /**
   * One stream per assignment of a partition, as it is assigned. A partition that goes and comes
   * back is a new stream. Subscribing joins the group (once, for one subscriber); cancelling leaves
   * it, like {@link #stop}. Signals come on the source's own thread, which must not be blocked.
   *
   * <p>Errors with Kafka's exception when reading cannot go on (not authorised, corrupt data), and
   * with it every stream that is assigned. Brokers that are away are waited for.
   */
  Flux<PartitionStream> partitions();

  /** Whether this member was given its share at least once, which may be no partition at all. */
  boolean joined();

  /**
   * Leaves in order: every stream completes, its owner's {@link PartitionStream#release} is waited
   * for as on a revocation, the consumer closes. Completes when that is done, also if it never
   * began.
   */
  Mono<Void> stop();
}
