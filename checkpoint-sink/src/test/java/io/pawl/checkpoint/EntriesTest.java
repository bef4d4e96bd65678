package io.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.checkpoint.EntrySum;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.LogIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntriesTest {
  private static final ChannelId A = new ChannelId(1, 1);
  private static final byte[] VALUE = {1};

  private final Entries entries = new Entries();

  private static FactHead position(ChannelId channel, long covered) {
    return new FactHead.Position(channel, covered);
  }

  private static FactHead forgotten(ChannelId channel, long forgottenAt) {
    return new FactHead.Other(new Fact.Forgotten(channel, forgottenAt));
  }

  private static FactHead barrier(long logOffset) {
    return new FactHead.Other(
        new Fact.Barrier(logOffset, new LogIdentity(Uuid.METADATA_TOPIC_ID, 1)));
  }

  @Test
  void onlyAFactThatIncludesMoreReplacesAnother() {
    assertThat(entries.fold(position(A, 10), VALUE)).isTrue();
    assertThat(entries.fold(position(A, 9), VALUE)).isFalse();
    assertThat(entries.fold(position(A, 11), VALUE)).isTrue();

    assertThat(entries.count()).isEqualTo(1);
  }

  @Test
  void aSchemaWasFirstSeenAtTheLowestOffset() {
    assertThat(entries.fold(new FactHead.Other(new Fact.SchemaSeen(7, 20)), VALUE)).isTrue();
    assertThat(entries.fold(new FactHead.Other(new Fact.SchemaSeen(7, 30)), VALUE)).isFalse();
    assertThat(entries.fold(new FactHead.Other(new Fact.SchemaSeen(7, 10)), VALUE)).isTrue();
  }

  @Test
  void aForgottenChannelIsKnownUntilABarrierPassesIt() {
    entries.fold(position(A, 10), VALUE);
    entries.fold(forgotten(A, 20), VALUE);
    entries.fold(barrier(20), VALUE);

    assertThat(entries.takeChanged())
        .containsEntry(CheckpointKey.of(Kind.POSITION, A), null)
        .containsEntry(CheckpointKey.of(Kind.FORGOTTEN, A), VALUE);
    assertThat(entries.count()).isEqualTo(2);

    entries.fold(barrier(21), VALUE);

    assertThat(entries.takeChanged()).containsEntry(CheckpointKey.of(Kind.FORGOTTEN, A), null);
    assertThat(entries.count()).isEqualTo(1);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void countAndSumAreOfWhatAReaderFinds(long seed) {
    var random = new SplittableRandom(seed);
    Map<CheckpointKey, byte[]> topic = new HashMap<>();
    for (int offset = 0; offset < 2_000; offset++) {
      ChannelId channel = new ChannelId(0, random.nextInt(20));
      byte[] value = new byte[1 + random.nextInt(9)];
      random.nextBytes(value);
      // Mostly in order, and sometimes late.
      long asOf = Math.max(0, offset - (random.nextInt(4) == 0 ? random.nextInt(50) : 0));
      entries.fold(
          switch (random.nextInt(8)) {
            case 0 -> new FactHead.Descriptor(channel, asOf, false);
            case 1 -> new FactHead.Other(new Fact.Closed(channel, asOf));
            case 2 -> forgotten(channel, asOf);
            case 3 -> new FactHead.Other(new Fact.SchemaSeen(random.nextInt(3), asOf));
            case 4 -> barrier(asOf);
            default -> position(channel, asOf);
          },
          value);
      if (random.nextInt(10) == 0) {
        commit(topic);
      }
    }
    commit(topic);
  }

  private void commit(Map<CheckpointKey, byte[]> topic) {
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
}
