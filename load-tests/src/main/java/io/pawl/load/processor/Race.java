package io.pawl.load.processor;

import io.pawl.compose.CommandFailure;
import io.pawl.load.BrokerProcess;
import io.pawl.stream.LogOffset;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TopicAdmin;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Lets one contender work off a log that is there already. How far it is, its group's committed
 * offsets tell: that costs it nothing, and counts only what it has made visible.
 */
final class Race implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A contender that commits nothing for this long is stuck. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  /** Between two looks: short against what is measured, long against what a look costs. */
  private static final Duration LOOK = Duration.ofMillis(10);

  private final BrokerProcess broker;
  private final Load load;
  private final Admin admin;

  /**
   * What came out.
   *
   * @param perSecond records
   * @param cpuSecondsPerMillion of the contender's process, for a million records
   */
  record Speed(double perSecond, double cpuSecondsPerMillion) {}

  Race(BrokerProcess broker, Load load) {
    this.broker = broker;
    this.load = load;
    this.admin = Admin.create(broker.client());
  }

  /** Creates what {@code run} reads and writes, where it is missing. */
  void createTopics(Run run) {
    try (TopicAdmin topics = TopicAdmin.connect(run.client(), PATIENCE)) {
      var _ = topics.ensure(run.topics(), load.partitions(), (short) 1);
    }
  }

  /** Deletes what {@code run} wrote. */
  void deleteTopics(Run run) throws InterruptedException {
    try {
      List<String> own =
          admin.listTopics().names().get().stream()
              .filter(topic -> topic.startsWith(run.name()))
              .toList();
      var _ = admin.deleteTopics(own).all().get();
    } catch (ExecutionException e) {
      throw new CommandFailure("the topics of a run cannot be deleted: " + e.getMessage(), e);
    }
  }

  /** Measures one run, and checks what it wrote. */
  Speed run(ContenderProcess process, Run run) throws InterruptedException {
    createTopics(run);
    process.begin(run);
    Speed speed = measure(process, run);
    process.end();
    requireAllAccepted(run);
    deleteTopics(run);
    return speed;
  }

  private Speed measure(ContenderProcess process, Run run) throws InterruptedException {
    long from = awaitCommitted(process, run, load.unmeasured());
    long began = System.nanoTime();
    Duration cpu = process.cpu();
    long to = awaitCommitted(process, run, load.total());
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpuSeconds = process.cpu().minus(cpu).toNanos() / 1e9;
    return new Speed((to - from) / seconds, cpuSeconds / (to - from) * 1e6);
  }

  /** Waits until at least {@code least} records are committed, and tells how many are. */
  private long awaitCommitted(ContenderProcess process, Run run, long least)
      throws InterruptedException {
    long committed = 0;
    long moved = System.nanoTime();
    while (true) {
      long now = committed(run);
      if (now >= least) {
        return now;
      }
      if (now > committed) {
        committed = now;
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > STUCK.toNanos()) {
        throw new CommandFailure(
            "%s has stood still at %,d of %,d records".formatted(run.name(), now, load.total()));
      }
      process.requireAlive();
      Thread.sleep(LOOK);
    }
  }

  private long committed(Run run) throws InterruptedException {
    try {
      long sum = 0;
      for (@Nullable OffsetAndMetadata offset :
          admin
              .listConsumerGroupOffsets(run.group())
              .partitionsToOffsetAndMetadata()
              .get()
              .values()) {
        sum += offset == null ? 0 : offset.offset();
      }
      return sum;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw new CommandFailure("the broker does not answer: " + e.getMessage(), e);
    }
  }

  /** Each record of the log must have come out once, as a reader of the outputs sees it. */
  void requireAllAccepted(Run run) {
    AtomicLong accepted = new AtomicLong();
    try (PartitionReader reader =
        PartitionReader.connect(broker.client(), IsolationLevel.READ_COMMITTED, PATIENCE)) {
      for (TopicPartition partition : reader.partitions(run.topics().accepted())) {
        reader.read(
            partition,
            reader.beginning(partition),
            reader.end(partition),
            chunk ->
                accepted.addAndGet(
                    chunk.stream()
                        .filter(record -> LogOffset.read(record.headers()).isPresent())
                        .count()));
      }
    }
    if (accepted.get() != load.total()) {
      throw new CommandFailure(
          "%s accepted %,d of %,d records".formatted(run.name(), accepted.get(), load.total()));
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
