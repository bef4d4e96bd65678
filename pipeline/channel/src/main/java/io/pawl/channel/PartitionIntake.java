package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.PartitionStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The accepted records of one partition, for those ends of channels that live in it. Reads while
 * there are any, and skips what is none of theirs undecoded.
 */
final class PartitionIntake {
  private final Connection connection;
  private final TopicPartition partition;
  private final Mono<PartitionStream> stream;

  /** Two for a channel whose peers are both here. */
  private final Map<ChannelId, List<ChannelEnd>> ends = new ConcurrentHashMap<>();

  private @Nullable Mono<Void> started;
  private @Nullable PartitionReading reading;

  PartitionIntake(Connection connection, TopicPartition partition, Mono<PartitionStream> stream) {
    this.connection = connection;
    this.partition = partition;
    this.stream = stream;
  }

  /**
   * Gives {@code end} every record of its channel from now on: what is written to the log after
   * this completes will not be missed.
   */
  Mono<Void> attach(ChannelEnd end) {
    return Mono.defer(() -> add(end));
  }

  private synchronized Mono<Void> add(ChannelEnd end) {
    ends.computeIfAbsent(end.channel(), channel -> new CopyOnWriteArrayList<>()).add(end);
    if (started == null) {
      started =
          Mono.zip(stream, connection.offsets().end(partition))
              .doOnNext(found -> begin(found.getT1(), found.getT2()))
              .doOnError(e -> forget())
              .then()
              .cache();
    }
    return started;
  }

  private synchronized void forget() {
    started = null;
  }

  private void begin(PartitionStream from, long offset) {
    PartitionReading begun = new PartitionReading(connection, this);
    synchronized (this) {
      if (ends.isEmpty()) {
        started = null;
        return;
      }
      reading = begun;
    }
    // Outside the lock: whoever is told that nothing can be read has locks of its own.
    from.from(offset).subscribe(begun);
  }

  /** Gives {@code end} nothing more. Without any, the partition is no longer read. */
  synchronized void detach(ChannelEnd end) {
    ends.computeIfPresent(
        end.channel(),
        (channel, all) -> {
          all.remove(end);
          return all.isEmpty() ? null : all;
        });
    if (ends.isEmpty() && reading != null) {
      reading.cancel();
      reading = null;
      started = null;
    }
  }

  /** Puts {@code after} in the place of {@code before}, between two records. */
  synchronized void replace(ChannelEnd before, ChannelEnd after) {
    List<ChannelEnd> all = ends.get(before.channel());
    if (all != null && all.remove(before)) {
      all.add(after);
    }
  }

  /** The ends of a channel that are here; none if it is foreign. */
  List<ChannelEnd> ends(ChannelId channel) {
    return ends.getOrDefault(channel, List.of());
  }

  /** The partition cannot be read any more. */
  void unreadable(PartitionReading ended, Throwable cause) {
    synchronized (this) {
      if (reading != ended) {
        return;
      }
      reading = null;
      started = null;
    }
    for (List<ChannelEnd> all : List.copyOf(ends.values())) {
      all.forEach(end -> end.unreadable(cause));
    }
  }
}
