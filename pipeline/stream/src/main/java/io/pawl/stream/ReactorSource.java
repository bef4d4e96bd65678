package io.pawl.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.internals.ConsumerFactory;
import reactor.kafka.receiver.internals.DefaultKafkaReceiver;

/**
 * A source whose consumer Reactor Kafka runs: its thread, its polls, its errors, its end. What the
 * consumer reads goes past it, see {@link AssignedConsumer}.
 */
final class ReactorSource implements PartitionSource {
  /** After this without a heartbeat a member is dead, and another takes its partitions. */
  private static final int SESSION_MILLIS = 6_000;

  /**
   * A member hears of a rebalance with its next heartbeat, and until all have heard, partitions
   * that change hands stand still: twice, where one member has to give up what another gets.
   */
  private static final int HEARTBEAT_MILLIS = 500;

  /** Records of one poll: enough to spread its cost, too few to fill a queue at once. */
  private static final int POLL_RECORDS = 2_000;

  /** A fetch that waits for records delays that of a partition which has just been resumed. */
  private static final int FETCH_WAIT_MILLIS = 100;

  /** A poll that finds nothing; whatever changes meanwhile wakes it. */
  private static final Duration POLL = Duration.ofMillis(100);

  /** For the handover and then for leaving the group. */
  private static final Duration CLOSE = AssignedConsumer.HANDOVER.plusSeconds(2);

  private final ReceiverOptions<byte[], byte[]> options;
  private final SourceSettings settings;
  private final Ownership ownership;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Disposable.Swap receiving = Disposables.swap();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private volatile boolean joined;

  private ReactorSource(
      ReceiverOptions<byte[], byte[]> options, SourceSettings settings, Ownership ownership) {
    this.options = options;
    this.settings = settings;
    this.ownership = ownership;
  }

  static ReactorSource ofGroup(SourceSettings settings, String topic, String group) {
    Map<String, Object> consumer = consumerSettings(settings);
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    // Measured against the newer protocol, see docs/adr/0012.
    consumer.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    consumer.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    consumer.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    int session =
        Integer.parseInt(String.valueOf(consumer.get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG)));
    consumer.putIfAbsent(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.min(HEARTBEAT_MILLIS, session / 3));
    return of(
        settings,
        consumer,
        it -> it.subscription(List.of(topic)),
        new GroupOwnership(settings.client(), group));
  }

  static ReactorSource ofPartitions(
      SourceSettings settings, Collection<TopicPartition> partitions) {
    return of(
        settings, consumerSettings(settings), it -> it.assignment(partitions), Ownership.FIXED);
  }

  private static ReactorSource of(
      SourceSettings settings,
      Map<String, Object> consumer,
      UnaryOperator<ReceiverOptions<byte[], byte[]>> reading,
      Ownership ownership) {
    var options =
        ReceiverOptions.<byte[], byte[]>create(consumer)
            // Nothing is ever acknowledged, so there is nothing to wait for and nothing to commit.
            .maxDelayRebalance(Duration.ZERO)
            .commitInterval(Duration.ZERO)
            .commitBatchSize(0)
            .pollTimeout(POLL)
            .closeTimeout(CLOSE)
            .schedulerSupplier(Schedulers::immediate);
    return new ReactorSource(reading.apply(options), settings, ownership);
  }

  private static Map<String, Object> consumerSettings(SourceSettings settings) {
    var consumer = new HashMap<>(settings.client());
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, settings.isolation().toString());
    consumer.putIfAbsent(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(POLL_RECORDS, settings.queue().records()));
    consumer.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    return consumer;
  }

  @Override
  public Flux<PartitionStream> partitions() {
    return Flux.create(this::begin);
  }

  private void begin(FluxSink<PartitionStream> partitions) {
    if (!begun.compareAndSet(false, true)) {
      partitions.error(new IllegalStateException("a source has one subscriber, once"));
      return;
    }
    partitions.onDispose(receiving);
    var receiver = new DefaultKafkaReceiver<>(new Consumers(partitions::next), options);
    receiving.update(
        receiver
            .receive()
            .subscribe(
                record -> {
                  throw new IllegalStateException("records go past Reactor Kafka");
                },
                failure -> {
                  finish();
                  partitions.error(failure);
                },
                partitions::complete));
  }

  private void finish() {
    ownership.close();
    closed.tryEmitEmpty();
  }

  @Override
  public boolean joined() {
    return joined;
  }

  @Override
  public Mono<Void> stop() {
    return Mono.defer(() -> {
      if (begun.compareAndSet(false, true)) {
        return Mono.empty();
      }
      receiving.dispose();
      return closed.asMono();
    });
  }

  /** Has Reactor Kafka run our consumer. */
  private final class Consumers extends ConsumerFactory implements AssignedConsumer.Listener {
    private final java.util.function.Consumer<PartitionStream> partitions;

    Consumers(java.util.function.Consumer<PartitionStream> partitions) {
      this.partitions = partitions;
    }

    @Override
    // The types are those of the options above: K and V are byte arrays.
    @SuppressWarnings("unchecked")
    public <K, V> Consumer<K, V> createConsumer(ReceiverOptions<K, V> config) {
      return (Consumer<K, V>)
          Clients.reachable(
              settings.client(),
              () -> new AssignedConsumer(config.consumerProperties(), settings, ownership, this));
    }

    @Override
    public void joined() {
      joined = true;
    }

    @Override
    public void assigned(Assignment assignment) {
      partitions.accept(assignment);
    }

    @Override
    public void closed() {
      finish();
    }
  }
}
