package io.pawl.checkpoint;

import static io.pawl.checkpoint.SinkDeployment.descriptor;
import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.stream.Topics;
import io.pawl.stream.checkpoint.EntrySum;
import io.pawl.stream.checkpoint.FactTaker;
import io.pawl.stream.checkpoint.LiveEntries;
import io.pawl.stream.checkpoint.ToldChannel;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import io.pawl.stream.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntriesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ChannelId A = new ChannelId(1, 1);

  private final Codec codec =
      Codec.create(
              SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID())),
              Topics.of("test"))
          .blockOptional(PATIENCE)
          .orElseThrow();

  /** What a reader of the topic finds. */
  private final Map<CheckpointKey, byte[]> topic = new HashMap<>();

  private Entries entries = new Entries(codec::encodeCheckpoint);

  private boolean fold(Fact fact) {
    return entries.fold(FactHead.of(fact), codec.encodeFact(fact));
  }

  private static Fact.Position position(ChannelId channel, long covered) {
    ChannelPosition.InDirection none = new ChannelPosition.InDirection(null, null, 0, -1);
    return new Fact.Position(new ChannelPosition(channel, 0, 0, none, none), covered);
  }

  /** Tells both halves of a channel's state. */
  private void tell(ChannelId channel, long covered) {
    assertThat(fold(descriptor(channel, covered))).isTrue();
    assertThat(fold(position(channel, covered))).isTrue();
  }

  private static Fact.Barrier barrier(long logOffset) {
    return new Fact.Barrier(logOffset, new LogIdentity(Uuid.METADATA_TOPIC_ID, 1));
  }

  /** Writes what changed, and checks what a reader checks. */
  private void commit() {
    entries
        .takeChanged()
        .forEach((key, value) -> {
          if (value == null) {
            topic.remove(key);
          } else {
            topic.put(key, value);
          }
        });
    EntrySum found = new EntrySum();
    topic.forEach((key, value) -> found.add(key.toBytes(), value));
    assertThat(entries.count()).isEqualTo(found.count());
    assertThat(entries.sum()).isEqualTo(found.sum());
  }

  /** Begins again from what stands in the topic. */
  private void restart() {
    entries = new Entries(codec::encodeCheckpoint);
    topic.forEach((key, value) -> {
      if (key.kind() == Kind.PAGE) {
        entries.restorePage(key.number(), value);
      }
    });
    drained(entries::restore);
  }

  private void drained(FactTaker taker) {
    new LiveEntries(new HashMap<>(topic), null, null, null, false, 0)
        .drain(new PatientDecoder(codec, PATIENCE), taker);
  }

  @Test
  void onlyAFactThatIncludesMoreReplacesAnother() {
    assertThat(fold(position(A, 10))).isTrue();
    assertThat(fold(position(A, 9))).isFalse();
    assertThat(fold(position(A, 11))).isTrue();

    assertThat(entries.count()).isEqualTo(1);
  }

  @Test
  void aSchemaWasFirstSeenAtTheLowestOffset() {
    assertThat(fold(new Fact.SchemaSeen(7, 20))).isTrue();
    assertThat(fold(new Fact.SchemaSeen(7, 30))).isFalse();
    assertThat(fold(new Fact.SchemaSeen(7, 10))).isTrue();
  }

  @Test
  void aForgottenChannelIsKnownUntilASnapshotBehindABarrierThatPassedIt() {
    tell(A, 10);
    commit();
    entries.page(0, Long.MAX_VALUE);
    commit();
    fold(new Fact.Forgotten(A, 20));
    fold(barrier(20));
    entries.page(0, Long.MAX_VALUE);
    commit();
    assertThat(topic).containsKey(CheckpointKey.of(Kind.FORGOTTEN, A));

    fold(barrier(21));
    commit();
    assertThat(topic).containsKey(CheckpointKey.of(Kind.FORGOTTEN, A));

    entries.page(0, Long.MAX_VALUE);
    commit();
    assertThat(topic).containsOnlyKeys(CheckpointKey.of(barrier(21)));
  }

  @Test
  void aSnapshotLetsGoOfAPositionThatNothingDescribes() {
    fold(position(A, 10));
    tell(new ChannelId(2, 2), 11);
    commit();
    assertThat(topic).containsKey(CheckpointKey.of(Kind.POSITION, A));

    entries.page(0, Long.MAX_VALUE);
    commit();

    assertThat(entries.takeUndescribed()).isEqualTo(1);
    assertThat(entries.takeUndescribed()).isZero();
    assertThat(topic).containsOnlyKeys(CheckpointKey.ofPage(0));
  }

  @Test
  void aPositionMayComeBeforeItsDescriptor() {
    assertThat(fold(position(A, 10))).isTrue();
    assertThat(fold(descriptor(A, 10))).isTrue();
    entries.page(0, Long.MAX_VALUE);
    commit();

    assertThat(entries.takeUndescribed()).isZero();
    assertThat(topic).containsOnlyKeys(CheckpointKey.ofPage(0));
  }

  @Test
  void whatAPageHasNoRoomForStandsAlone() {
    for (int i = 0; i < 20_000; i++) {
      tell(new ChannelId(0, i), 1);
    }
    entries.page(0, Long.MAX_VALUE);
    commit();

    byte[] page = topic.get(CheckpointKey.ofPage(0));
    assertThat(page).isNotNull().hasSizeBetween(500_000, 700_000);
    Map<ChannelId, Long> found = new HashMap<>();
    drained((head, value, single) -> {
      if (head instanceof FactHead.Position(ChannelId channel, long covered)) {
        found.put(channel, covered);
      }
    });
    assertThat(found).hasSize(20_000);
  }

  @Test
  void aSnapshotOfMuchGoesOnWhereItStopped() {
    for (long i = 0; i < Checkpoint.Page.COUNT; i++) {
      tell(new ChannelId(i << 54, 1), 1);
    }

    int next = entries.page(0, 1_000);

    assertThat(next).isLessThan(Checkpoint.Page.COUNT);
    while (next < Checkpoint.Page.COUNT) {
      commit();
      next = entries.page(next, 1_000);
    }
    commit();
    assertThat(topic)
        .hasSize(Checkpoint.Page.COUNT)
        .allSatisfy((key, value) -> assertThat(key.kind()).isEqualTo(Kind.PAGE));
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aReaderFindsWhatWasTold(long seed) {
    var random = new SplittableRandom(seed);
    Map<ChannelId, ToldChannel> told = new HashMap<>();
    List<Fact> history = new ArrayList<>();
    for (int offset = 0; offset < 3_000; offset++) {
      ChannelId channel = new ChannelId((long) random.nextInt(4) << 60, random.nextInt(8));
      ToldChannel known = told.computeIfAbsent(channel, unknown -> new ToldChannel());
      List<Fact> facts =
          switch (random.nextInt(20)) {
            case 0 -> List.of(new Fact.Closed(channel, offset));
            case 1 -> List.of(new Fact.Forgotten(channel, offset));
            case 2 -> List.of(new Fact.SchemaSeen(random.nextInt(3), offset));
            case 3 -> List.of(barrier(Math.max(0, offset - 100)));
            case 4, 5, 6, 7 -> history.subList(Math.max(0, history.size() - 50), history.size());
            case 8, 9, 10 -> List.of(descriptor(channel, offset), position(channel, offset));
            default ->
                known.value(Kind.DESCRIPTOR) == null
                    ? List.of(descriptor(channel, offset), position(channel, offset))
                    : List.of(position(channel, offset));
          };
      for (Fact fact : List.copyOf(facts)) {
        fold(fact);
        history.add(fact);
        ChannelId of = fact.channel();
        if (of != null) {
          told.computeIfAbsent(of, unknown -> new ToldChannel())
              .tell(FactHead.of(fact), codec.encodeFact(fact));
        }
      }
      if (random.nextInt(10) == 0) {
        if (random.nextInt(5) == 0) {
          entries.page(0, Long.MAX_VALUE);
        }
        commit();
        if (random.nextInt(10) == 0) {
          restart();
        }
      }
    }
    entries.page(0, Long.MAX_VALUE);
    commit();

    Map<ChannelId, ToldChannel> read = new HashMap<>();
    drained((head, value, single) -> {
      ChannelId channel = head.channel();
      if (channel != null) {
        read.computeIfAbsent(channel, unknown -> new ToldChannel()).tell(head, value);
      }
    });
    told.forEach((channel, expected) -> {
      if (expected.value(Kind.FORGOTTEN) != null) {
        return;
      }
      ToldChannel found = Objects.requireNonNull(read.get(channel), channel::toString);
      for (Kind kind : FoldedChannel.KINDS) {
        assertThat(found.value(kind)).as("%s of %s", kind, channel).isEqualTo(expected.value(kind));
      }
    });
  }
}
