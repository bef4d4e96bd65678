package io.pawl.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Asks the group's coordinator. A consumer's own belief is not enough: one that was stopped past
 * its session still believes, until a heartbeat of it is refused.
 */
final class GroupOwnership implements Ownership {
  /** While members come and go there is no answer yet. */
  private static final Duration AGAIN = Duration.ofMillis(100);

  private final Map<String, Object> client;
  private final String group;
  private @Nullable Admin admin;
  private boolean closed;

  GroupOwnership(Map<String, Object> client, String group) {
    this.client = client;
    this.group = group;
  }

  @Override
  public Mono<Void> confirm(TopicPartition partition, String member) {
    return Mono.defer(this::describe)
        .flatMap(description -> judge(description, partition, member))
        .onErrorResume(RetriableException.class, _ -> Mono.empty())
        .onErrorMap(GroupIdNotFoundException.class, _ -> new PartitionLost(partition))
        .repeatWhenEmpty(times -> times.delayElements(AGAIN))
        .publishOn(Schedulers.parallel())
        .then();
  }

  private Mono<ConsumerGroupDescription> describe() {
    return Mono.fromCompletionStage(
        admin()
            .describeConsumerGroups(List.of(group))
            .all()
            .toCompletionStage()
            .thenApply(all -> all.values().iterator().next()));
  }

  private static Mono<Boolean> judge(
      ConsumerGroupDescription description, TopicPartition partition, String member) {
    GroupState state = description.groupState();
    if (state == GroupState.PREPARING_REBALANCE || state == GroupState.COMPLETING_REBALANCE) {
      return Mono.empty();
    }
    boolean owned =
        description.members().stream()
            .anyMatch(it ->
                it.consumerId().equals(member)
                    && it.assignment().topicPartitions().contains(partition));
    return owned ? Mono.just(true) : Mono.error(new PartitionLost(partition));
  }

  /** Made when first asked for: most members are never fenced. */
  private synchronized Admin admin() {
    if (closed) {
      throw new IllegalStateException("the source is closed");
    }
    if (admin == null) {
      admin = Admin.create(client);
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
