package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.PartitionStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The accepted records of one partition, for those ends of channels that live in it. Reads while
 * there are any, and skips what is none of theirs undecoded.
 */
final class PartitionIntake {
  /** How often is looked whether all was read that was there: only after a start. */
  private static final Duration CATCHING_UP = Duration.ofMillis(20);

  /** Channels that resume together ask only once. */
  private static final Duration END_AGE = Duration.ofSeconds(1);

  private final Connection connection;
  private final TopicPartition partition;
  private final Mono<PartitionStream> stream;
  private final Stragglers stragglers;

  /** The offset after the last accepted record, as of a moment ago. */
  private final Mono<Long> recordsEnd;

  /** Two for a channel whose peers are both here. */
  private final Map<ChannelId, List<AttachedEnd>> ends = new ConcurrentHashMap<>();

  private @Nullable Mono<Void> started;
  private @Nullable PartitionReading reading;

  /** Of the reading that goes on, or of the last. */
  private int number;

  /**
   * Held while one reading takes the place of another: a partition has one at a time. Not this
   * object's lock, since whoever is told that nothing can be read has locks of its own.
   */
  private final Object beginning = new Object();

  PartitionIntake(
      Connection connection,
      TopicPartition partition,
      Mono<PartitionStream> stream,
      Stragglers stragglers) {
    this.connection = connection;
    this.partition = partition;
    this.stream = stream;
    this.recordsEnd =
        Mono.defer(() -> connection.acceptedSearch().recordsEnd(partition))
            .cache(end -> END_AGE, error -> Duration.ZERO, () -> Duration.ZERO);
    this.stragglers = stragglers;
  }

  /**
   * Gives {@code end} every record of its channel from now on: what is written to the log after
   * this completes will not be missed.
   */
  Mono<Void> attach(ChannelEnd end) {
    return Mono.defer(() -> add(new AttachedEnd(end)));
  }

  private synchronized Mono<Void> add(AttachedEnd end) {
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

  /**
   * Gives {@code end} every record of its channel from {@code offset} on. Others that are read here
   * get nothing twice, though the reading begins anew.
   *
   * <p>Errors with {@link ChannelFailure.Unreadable} if records from there on are gone.
   */
  Mono<Void> attach(ChannelEnd end, long offset) {
    return Mono.zip(stream, connection.offsets().beginning(partition))
        .flatMap(found -> {
          if (found.getT2() > offset) {
            return Mono.error(
                new ChannelFailure.Unreadable(
                    end.channel(),
                    new IllegalStateException(
                        "%s begins at %d, and %d was to be read next"
                            .formatted(partition, found.getT2(), offset))));
          }
          beginAgain(found.getT1(), end, offset);
          return Mono.empty();
        });
  }

  /**
   * Gives {@code end} every record of its channel from {@code offset} on, and lets no other wait
   * for that: what is there already is brought as to one that was left behind.
   *
   * <p>Errors with {@link ChannelFailure.Unreadable} if records from there on are gone, or the
   * partition does not reach so far.
   *
   * @param offset negative for the first that is there
   */
  Mono<Void> follow(ChannelEnd end, long offset) {
    return Mono.zip(connection.offsets().beginning(partition), connection.offsets().end(partition))
        .flatMap(there -> {
          long from = offset < 0 ? there.getT1() : offset;
          if (from < there.getT1() || from > there.getT2()) {
            return Mono.error(
                new ChannelFailure.Unreadable(
                    end.channel(),
                    new IllegalStateException(
                        "%s has %d to %d, and %d was to be read next"
                            .formatted(partition, there.getT1(), there.getT2(), from))));
          }
          return follow(AttachedEnd.behind(end, from));
        });
  }

  private Mono<Void> follow(AttachedEnd attached) {
    return add(attached)
        // Asked once nothing passes it by unnoticed any more: what did before lies below this end.
        .then(connection.offsets().end(partition))
        .doOnNext(reached -> {
          attached.passedBy(reached);
          stragglers.add(partition, attached);
        })
        .then();
  }

  private void beginAgain(PartitionStream from, ChannelEnd end, long offset) {
    synchronized (beginning) {
      PartitionReading before;
      PartitionReading begun;
      synchronized (this) {
        number++;
        before = reading;
        long first = before == null ? offset : Math.min(offset, before.position());
        begun = new PartitionReading(connection, this, number, first);
        // Of the reading before it takes nothing more: that may be further on.
        ends.computeIfAbsent(end.channel(), channel -> new CopyOnWriteArrayList<>())
            .add(new AttachedEnd(end, offset, number));
        reading = begun;
        started = Mono.empty();
      }
      if (before != null) {
        before.cancel();
      }
      from.from(begun.position()).subscribe(begun);
    }
  }

  /** The partition of accepted records. */
  TopicPartition partition() {
    return partition;
  }

  /** An offset of accepted records before which all was read; 0 if that is not known. */
  long position() {
    PartitionReading now = reading();
    return now == null ? 0 : now.position();
  }

  private synchronized @Nullable PartitionReading reading() {
    return reading;
  }

  /** Completes when the channel's ends have everything that is there now, or none is left. */
  Mono<Void> caughtUp(ChannelId channel) {
    return recordsEnd
        .flatMap(end ->
            Flux.interval(CATCHING_UP, connection.workers())
                .onBackpressureDrop()
                .filter(tick -> ends(channel).isEmpty() || hasAll(channel, end))
                .next())
        .then();
  }

  private boolean hasAll(ChannelId channel, long end) {
    return position() >= end && !isBehind(channel);
  }

  /**
   * A log offset up to which the channel's ends have all that was accepted; -1 if that is not
   * known, or one was left behind.
   */
  long logPosition(ChannelId channel) {
    PartitionReading now = reading();
    // In this order: who was behind there and is not any more has all up to there.
    long position = now == null ? -1 : now.logPosition();
    return isBehind(channel) ? -1 : position;
  }

  /** Not under this object's lock: an end that takes a record has its own, and may let go of us. */
  private boolean isBehind(ChannelId channel) {
    return ends(channel).stream().anyMatch(AttachedEnd::isBehind);
  }

  private synchronized void forget() {
    started = null;
  }

  private void begin(PartitionStream from, long offset) {
    synchronized (beginning) {
      PartitionReading begun;
      synchronized (this) {
        if (ends.isEmpty()) {
          started = null;
          return;
        }
        if (reading != null) {
          // Another end needed an earlier beginning meanwhile.
          return;
        }
        begun = new PartitionReading(connection, this, ++number, offset);
        reading = begun;
      }
      from.from(offset).subscribe(begun);
    }
  }

  /** Gives {@code end} nothing more. Without any, the partition is no longer read. */
  synchronized void detach(ChannelEnd end) {
    ends.computeIfPresent(
        end.channel(),
        (channel, all) -> {
          all.stream().filter(attached -> attached.is(end)).forEach(AttachedEnd::detach);
          all.removeIf(AttachedEnd::isDetached);
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
    for (AttachedEnd attached : ends(before.channel())) {
      if (attached.is(before)) {
        attached.replace(after);
      }
    }
  }

  /** The ends of a record's channel that are here; none if it is foreign. */
  List<AttachedEnd> ends(ConsumerRecord<byte[], byte[]> record) {
    return ChannelKey.of(record).map(this::ends).orElse(List.of());
  }

  private List<AttachedEnd> ends(ChannelId channel) {
    return ends.getOrDefault(channel, List.of());
  }

  /** An end had no room: it is brought what passes it by once there is. */
  void fellBehind(AttachedEnd end) {
    stragglers.add(partition, end);
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
    for (List<AttachedEnd> all : List.copyOf(ends.values())) {
      all.forEach(attached -> attached.end().unreadable(cause));
    }
  }
}
