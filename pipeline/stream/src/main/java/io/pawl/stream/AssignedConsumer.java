package io.pawl.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The consumer of a source. Its polls hand what they got straight to the assignments and return
 * nothing, and the group's callbacks come here only: Reactor Kafka, which runs it, never sees a
 * record. So it has none to buffer past a revocation, to acknowledge or to commit, and no reason to
 * pause or resume a partition.
 *
 * <p>Everything but {@link #changed} happens on the thread that polls.
 */
final class AssignedConsumer extends KafkaConsumer<byte[], byte[]> {
  /** How long a revocation waits for the owners, all together. */
  static final Duration HANDOVER = Duration.ofSeconds(2);

  /** The name of a consumer that is in no group. */
  private static final String NO_MEMBER = "";

  /** What becomes of a consumer. */
  interface Listener {
    /** The group, or whoever made it, has given it its share, which may be nothing. */
    void joined();

    /** A partition is this member's now. */
    void assigned(Assignment assignment);

    /** The consumer is closed, whoever closed it. */
    void closed();
  }

  private final SourceSettings source;
  private final Ownership ownership;
  private final Listener listener;
  private final Map<TopicPartition, Assignment> assignments = new HashMap<>();

  /** Whether a wake-up is under way, so that one is enough for many changes. */
  private final AtomicBoolean waking = new AtomicBoolean();

  AssignedConsumer(
      Map<String, Object> settings, SourceSettings source, Ownership ownership, Listener listener) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.source = source;
    this.ownership = ownership;
    this.listener = listener;
  }

  /** Some assignment wants to be read from elsewhere, or again; from any thread. */
  void changed() {
    if (waking.compareAndSet(false, true)) {
      wakeup();
    }
  }

  /** Reactor Kafka's own listener is left out: it would commit, wait and resume. */
  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener replaced) {
    super.subscribe(topics, new Callbacks());
  }

  @Override
  public void assign(Collection<TopicPartition> partitions) {
    super.assign(partitions);
    take(partitions, NO_MEMBER);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      waking.set(false);
      prepare();
      ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
      for (TopicPartition partition : polled.partitions()) {
        Assignment assignment = assignments.get(partition);
        if (assignment != null) {
          assignment.offer(polled.records(partition));
        }
      }
    } catch (WakeupException e) {
      // An assignment changed, or this closes: the next poll, or the close, sees to it.
    } catch (OffsetOutOfRangeException e) {
      unreadable(e);
    } catch (RuntimeException e) {
      end(assignments.keySet(), new End.Failed(e));
      throw e;
    }
    return ConsumerRecords.empty();
  }

  /**
   * Seeks, pauses and resumes as the assignments want it. Compared with what the consumer has, not
   * with what it was told last: whatever else changes pauses does not last beyond one poll.
   */
  private void prepare() {
    Set<TopicPartition> paused = paused();
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    assignments.forEach((partition, assignment) -> {
      boolean wanted = assignment.prepare(this);
      if (wanted != paused.contains(partition)) {
        (wanted ? pause : resume).add(partition);
      }
    });
    pause(pause);
    resume(resume);
  }

  private void unreadable(OffsetOutOfRangeException e) {
    for (TopicPartition partition : e.partitions()) {
      Assignment assignment = assignments.get(partition);
      if (assignment != null) {
        assignment.unreadable(e);
      }
    }
  }

  private void take(Collection<TopicPartition> partitions, String member) {
    pause(partitions);
    for (TopicPartition partition : partitions) {
      // Any position will do, since nothing is fetched while paused. Without one the consumer would
      // look up the committed offset, and fail if there is none.
      seek(partition, 0);
      Assignment assignment =
          new Assignment(partition, source, ownership.confirm(partition, member), this::changed);
      assignments.put(partition, assignment);
      listener.assigned(assignment);
    }
    // Last: who has joined, and has no partition, waits for none and is ready.
    listener.joined();
  }

  /** Ends these assignments, and returns them. */
  private List<Assignment> end(Collection<TopicPartition> partitions, End how) {
    List<Assignment> ending = new ArrayList<>();
    for (TopicPartition partition : List.copyOf(partitions)) {
      Assignment assignment = assignments.remove(partition);
      if (assignment != null) {
        assignment.end(how);
        ending.add(assignment);
      }
    }
    return ending;
  }

  /** Hands these partitions over: their owners hear of it at once, and have time to commit. */
  private void hand(Collection<TopicPartition> partitions) {
    long deadline = System.nanoTime() + HANDOVER.toNanos();
    try {
      for (Assignment assignment : end(partitions, new End.Revoked())) {
        assignment.awaitRelease(deadline - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  // Reactor Kafka calls this form and no other.
  @SuppressWarnings("deprecation")
  public void close(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      hand(assignments.keySet());
      super.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    } finally {
      listener.closed();
    }
  }

  private final class Callbacks implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      take(partitions, groupMetadata().memberId());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      hand(partitions);
    }

    /** Another member may have them by now, so there is nothing to wait for. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        end(List.of(partition), new End.Failed(new PartitionLost(partition)));
      }
    }
  }
}
