package io.pawl.channel;

import io.pawl.ratchet.Handshake;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.retry.Retry;

/**
 * How far partitions reach. Nothing here blocks; brokers that are away are waited for, as long as
 * the caller does.
 */
final class LogOffsets implements AutoCloseable {
  /** An anchor may be 10,000,000 offsets old: many opens at once ask the brokers only once. */
  private static final Duration ANCHORS_AGE = Duration.ofSeconds(1);

  private static final Retry UNTIL_REACHED =
      Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
          .maxBackoff(Duration.ofSeconds(5))
          .filter(e -> e instanceof RetriableException);

  private final Admin admin;
  private final String logTopic;
  private final Mono<Map<Integer, Long>> logEnds;

  LogOffsets(Map<String, Object> client, String logTopic) {
    this.admin = Admin.create(client);
    this.logTopic = logTopic;
    // Errors are not kept: the next one asks anew.
    this.logEnds =
        partitions()
            .flatMap(this::logEnds)
            .cache(ends -> ANCHORS_AGE, e -> Duration.ZERO, () -> Duration.ZERO);
  }

  /**
   * Number of the log's partitions; blocks.
   *
   * @throws TimeoutException without an answer in time
   */
  int partitions(Duration patience) {
    Integer partitions =
        partitions()
            .timeout(
                patience,
                Mono.error(() ->
                    new TimeoutException(
                        "no broker tells the partitions of %s within %d ms"
                            .formatted(logTopic, patience.toMillis()))))
            .block();
    return Objects.requireNonNull(partitions);
  }

  private Mono<Integer> partitions() {
    return answer(() -> admin.describeTopics(List.of(logTopic)).allTopicNames())
        .map(topics -> topics.values().iterator().next().partitions().size());
  }

  /** Recent end offsets of the log, by channel. */
  Mono<Handshake.Anchors> anchors() {
    return logEnds.map(ends -> channel -> ends.getOrDefault(channel.partition(ends.size()), 0L));
  }

  /** The offset after the last record that is committed. */
  Mono<Long> end(TopicPartition partition) {
    return answer(() ->
            admin
                .listOffsets(
                    Map.of(partition, OffsetSpec.latest()),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(partition))
        .map(ListOffsetsResultInfo::offset);
  }

  /** The same of several partitions, with one question. */
  Mono<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    return answer(() ->
            admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .map(results -> {
          Map<TopicPartition, Long> ends = new HashMap<>();
          results.forEach((partition, result) -> ends.put(partition, result.offset()));
          return ends;
        });
  }

  /** The first offset that exists. */
  Mono<Long> beginning(TopicPartition partition) {
    return answer(() ->
            admin.listOffsets(Map.of(partition, OffsetSpec.earliest())).partitionResult(partition))
        .map(ListOffsetsResultInfo::offset);
  }

  private Mono<Map<Integer, Long>> logEnds(int partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(logTopic, partition), OffsetSpec.latest());
    }
    return answer(() -> admin.listOffsets(asked).all())
        .map(results -> {
          Map<Integer, Long> ends = new HashMap<>();
          results.forEach((partition, result) -> ends.put(partition.partition(), result.offset()));
          return ends;
        });
  }

  private static <T> Mono<T> answer(Question<T> question) {
    return Mono.<T>create(caller -> tell(question.ask(), caller)).retryWhen(UNTIL_REACHED);
  }

  private static <T> void tell(KafkaFuture<T> future, MonoSink<T> caller) {
    var _ =
        future.whenComplete((answer, error) -> {
          if (error == null) {
            caller.success(answer);
          } else {
            caller.error(reason(error));
          }
        });
  }

  /** An answer that is made of others, as of {@code all()}, fails with the reason inside. */
  private static Throwable reason(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? cause : error;
  }

  /** Something that brokers are asked. */
  private interface Question<T> {
    KafkaFuture<T> ask();
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
