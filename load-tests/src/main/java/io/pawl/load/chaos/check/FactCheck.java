package io.pawl.load.chaos.check;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Checks the facts of a partition: each says of its channel what the log up to there makes of it,
 * and each barrier has behind it only changes that facts before it have told.
 */
final class FactCheck {
  /** A fact, and its place among the facts. */
  private record Told(int place, Fact fact) {}

  /** A barrier, and its place among the facts. */
  private record Promise(int place, long logOffset) {}

  private static final int MAX_EXAMPLES = 5;

  private final Codec codec;
  private final Map<Long, List<Told>> byOffset = new HashMap<>();
  private final List<Promise> barriers = new ArrayList<>();
  private final Map<ChannelId, TreeMap<Integer, Long>> coveredByPlace = new HashMap<>();
  private final Map<ChannelId, TreeSet<Long>> changes = new HashMap<>();
  private final Map<Integer, Long> firstOfSchema = new HashMap<>();
  private final List<String> examples = new ArrayList<>();
  private int places;
  private long wrong;

  FactCheck(Codec codec) {
    this.codec = codec;
  }

  /** The next fact. */
  void told(byte @Nullable [] value) {
    int place = places++;
    if (!(codec.decodeFact(value) instanceof Decoded.Value<Fact>(Fact fact))) {
      wrong("a fact that does not decode");
      return;
    }
    switch (fact) {
      case Fact.Descriptor descriptor -> add(place, descriptor.covered(), fact);
      case Fact.Position position -> {
        add(place, position.covered(), fact);
        covers(place, position.channel(), position.covered());
      }
      case Fact.Closed closed -> {
        add(place, closed.closedAt(), fact);
        covers(place, closed.channel(), closed.closedAt());
      }
      case Fact.Forgotten forgotten -> covers(place, forgotten.channel(), forgotten.forgottenAt());
      case Fact.SchemaSeen seen -> add(place, seen.logOffset(), fact);
      case Fact.Barrier barrier -> barriers.add(new Promise(place, barrier.logOffset()));
    }
  }

  private void add(int place, long offset, Fact fact) {
    byOffset.computeIfAbsent(offset, any -> new ArrayList<>(2)).add(new Told(place, fact));
  }

  private void covers(int place, ChannelId channel, long offset) {
    coveredByPlace.computeIfAbsent(channel, any -> new TreeMap<>()).put(place, offset);
  }

  /**
   * The log's next record was taken by {@code reference}.
   *
   * @param change what it changed of its channel; null if it does not decode
   */
  void after(
      ConsumerRecord<byte[], byte[]> entry, Outcome.@Nullable Change change, Reference reference) {
    if (change != null) {
      int schema = Codec.schemaId(Objects.requireNonNull(entry.value()));
      firstOfSchema.putIfAbsent(schema, entry.offset());
      if (change != Outcome.Change.NONE) {
        // In its place, so the key is the channel.
        ChannelId channel = ChannelId.read(Objects.requireNonNull(entry.key()), 0);
        changes.computeIfAbsent(channel, any -> new TreeSet<>()).add(entry.offset());
      }
    }
    List<Told> told = byOffset.remove(entry.offset());
    if (told != null) {
      for (Told each : told) {
        if (!holds(each.fact(), reference)) {
          wrong(each.fact());
        }
      }
    }
  }

  private boolean holds(Fact fact, Reference reference) {
    return switch (fact) {
      case Fact.Descriptor(var descriptor, long covered) ->
          reference.snapshot(descriptor.channel()) instanceof Snapshot.Live live
              && live.descriptor().equals(descriptor);
      case Fact.Position(var position, long covered) ->
          reference.snapshot(position.channel()) instanceof Snapshot.Live live
              && live.position().equals(position);
      case Fact.Closed(ChannelId channel, long closedAt) ->
          new Snapshot.Closed(channel, closedAt).equals(reference.snapshot(channel));
      case Fact.SchemaSeen(int id, long offset) -> Objects.equals(firstOfSchema.get(id), offset);
      case Fact.Forgotten any -> true;
      case Fact.Barrier any -> true;
    };
  }

  /** Facts that do not hold, once all of the log was told. */
  long wrong() {
    // What is left is about records that nobody wrote.
    byOffset.values().forEach(told -> told.forEach(each -> wrong(each.fact())));
    byOffset.clear();
    for (Promise barrier : barriers) {
      if (!isKept(barrier)) {
        wrong(barrier);
      }
    }
    barriers.clear();
    return wrong;
  }

  private void wrong(Object what) {
    wrong++;
    if (examples.size() < MAX_EXAMPLES) {
      examples.add("does not hold: " + what);
    }
  }

  List<String> examples() {
    return examples;
  }

  private boolean isKept(Promise barrier) {
    return changes.entrySet().stream()
        .allMatch(entry -> {
          Long last = entry.getValue().lower(barrier.logOffset());
          return last == null || covered(entry.getKey(), barrier.place()) >= last;
        });
  }

  private long covered(ChannelId channel, int place) {
    TreeMap<Integer, Long> told = coveredByPlace.get(channel);
    Map.Entry<Integer, Long> before = told == null ? null : told.lowerEntry(place);
    return before == null ? -1 : before.getValue();
  }
}
