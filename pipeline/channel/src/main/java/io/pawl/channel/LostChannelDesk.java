package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.PatientDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Looks for channels that vaults do not know and should: one reading of all accepted records that
 * are retained serves whoever asks at about the same time. A thread of its own, since that takes as
 * long as there are records, and nobody waits for it.
 */
final class LostChannelDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LostChannelDesk.class);

  /**
   * The identities of a process come back one after the other, and mostly lost their vaults
   * together.
   */
  private static final int GATHERING_MILLIS = 1_000;

  /** Between a reading that failed and the next attempt. */
  private static final int PAUSE_MILLIS = 5_000;

  /** Readings that are scheduled; whoever comes beyond that is served by one of them. */
  private static final int READINGS = 100_000;

  private static final int THREAD_SECONDS = 60;

  private final PatientDecoder decoder;
  private final List<TopicPartition> accepted;
  private final Supplier<PartitionReader> readers;
  private final int most;
  private final Queue<Asking> asking = new ConcurrentLinkedQueue<>();
  private final Scheduler thread =
      Schedulers.newBoundedElastic(1, READINGS, "pawl-lost", THREAD_SECONDS, true);

  /**
   * What was found.
   *
   * @param complete whether that is all there is; another reading finds more
   */
  record Found(List<KeptChannel> channels, boolean complete) {}

  private record Asking(Bytes identity, Set<ChannelId> known, MonoSink<Found> answer) {}

  /**
   * @param accepted all partitions of accepted records
   * @param readers a new read_committed reader, which is closed here
   */
  LostChannelDesk(
      PatientDecoder decoder, List<TopicPartition> accepted, Supplier<PartitionReader> readers) {
    this(decoder, accepted, readers, LostChannels.MOST);
  }

  /** As above, with so many channels of a partition that are found at a time. */
  LostChannelDesk(
      PatientDecoder decoder,
      List<TopicPartition> accepted,
      Supplier<PartitionReader> readers,
      int most) {
    this.decoder = decoder;
    this.accepted = List.copyOf(accepted);
    this.readers = readers;
    this.most = most;
  }

  /** Channels of that identity that are not closed and not known; however long brokers are away. */
  Mono<Found> find(Bytes identity, Set<ChannelId> known) {
    return Mono.create(answer -> {
      asking.add(new Asking(identity, Set.copyOf(known), answer));
      readAfter(GATHERING_MILLIS);
    });
  }

  private void readAfter(int millis) {
    try {
      var _ = thread.schedule(this::readForAll, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The client has closed, and nobody waits any more.
    }
  }

  private void readForAll() {
    Map<Bytes, Asking> together = new HashMap<>();
    for (Asking next = asking.poll(); next != null; next = asking.poll()) {
      together.put(next.identity(), next);
    }
    if (together.isEmpty()) {
      return;
    }
    try {
      Map<Bytes, Found> found = read(together);
      together.forEach((identity, each) -> each.answer().success(found.get(identity)));
    } catch (RuntimeException e) {
      if (!thread.isDisposed()) {
        log.warn("channels that vaults do not know are looked for again: {}", e.toString());
        asking.addAll(together.values());
        readAfter(PAUSE_MILLIS);
      }
    }
  }

  private Map<Bytes, Found> read(Map<Bytes, Asking> together) {
    Map<Bytes, Set<ChannelId>> known = new HashMap<>();
    Map<Bytes, List<KeptChannel>> channels = new HashMap<>();
    together.forEach((identity, each) -> {
      known.put(identity, each.known());
      channels.put(identity, new ArrayList<>());
    });
    boolean complete = true;
    try (PartitionReader reader = readers.get()) {
      for (TopicPartition partition : accepted) {
        var lost = new LostChannels(decoder, known, most);
        long end = reader.end(partition);
        reader.read(
            partition, reader.beginning(partition), end, chunk -> chunk.forEach(lost::take));
        lost.found(end)
            .forEach((identity, its) ->
                channels.computeIfAbsent(identity, it -> new ArrayList<>()).addAll(its));
        complete &= lost.isComplete();
      }
    }
    Map<Bytes, Found> found = new HashMap<>();
    for (Map.Entry<Bytes, List<KeptChannel>> each : channels.entrySet()) {
      found.put(each.getKey(), new Found(each.getValue(), complete));
    }
    return found;
  }

  @Override
  public void close() {
    thread.dispose();
  }
}
