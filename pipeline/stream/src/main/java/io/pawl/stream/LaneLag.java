package io.pawl.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How far lanes are behind the end of their partitions. Asked of the brokers now and then: a
 * consumer knows the end of a partition only while it fetches, and not while that is paused, when
 * it matters most.
 */
final class LaneLag implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LaneLag.class);

  /** More often than metrics are usually collected, and one small request. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Collection<TransactionalLane> lanes;
  private final Admin admin;
  private final Disposable asking;

  private volatile long total;
  private volatile long longest;

  LaneLag(Map<String, Object> client, Collection<TransactionalLane> lanes) {
    this.lanes = lanes;
    this.admin = Clients.reachable(client, () -> Admin.create(client));
    this.asking =
        Flux.interval(EVERY)
            .onBackpressureDrop()
            .concatMap(_ -> ask().onErrorResume(this::notNow), 1)
            .subscribe();
  }

  /** Records that are in the lanes' partitions and not committed by them, as last known. */
  long total() {
    return total;
  }

  /** Those of the lane that has most. */
  long longest() {
    return longest;
  }

  private Mono<Void> ask() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TransactionalLane lane : lanes) {
      lane.position().ifPresent(position -> positions.put(lane.topicPartition(), position));
    }
    if (positions.isEmpty()) {
      total = 0;
      longest = 0;
      return Mono.empty();
    }
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    positions.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
    return Mono.fromCompletionStage(() -> admin.listOffsets(ends).all().toCompletionStage())
        .doOnNext(answer -> compare(positions, answer))
        .then();
  }

  private void compare(
      Map<TopicPartition, Long> positions, Map<TopicPartition, ListOffsetsResultInfo> ends) {
    long sum = 0;
    long most = 0;
    for (Map.Entry<TopicPartition, Long> lane : positions.entrySet()) {
      ListOffsetsResultInfo end = ends.get(lane.getKey());
      long lag = end == null ? 0 : Math.max(0, end.offset() - lane.getValue());
      sum += lag;
      most = Math.max(most, lag);
    }
    total = sum;
    longest = most;
  }

  /** The brokers are away, which others tell of; what was known last stands. */
  private Mono<Void> notNow(Throwable why) {
    log.debug("the ends of partitions are not known now", why);
    return Mono.empty();
  }

  @Override
  public void close() {
    asking.dispose();
    admin.close(Duration.ZERO);
  }
}
