package io.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.CheckpointKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntriesTest {
  private static final CheckpointKey KEY = position(1);

  @Test
  void nothingSumsToNothing() {
    Entries entries = new Entries();

    assertThat(entries.count()).isZero();
    assertThat(entries.sum()).isEqualTo(Bytes.wrap(new byte[EntrySum.LENGTH]));
  }

  @Test
  void anEntryReplacedCountsOnce() {
    Entries entries = new Entries();
    entries.put(KEY, new byte[] {1}, 10);
    entries.put(KEY, new byte[] {2}, 20);
    Entries alone = new Entries();
    alone.put(KEY, new byte[] {2}, 20);

    assertThat(entries.count()).isEqualTo(1);
    assertThat(entries.sum()).isEqualTo(alone.sum());
  }

  @Test
  void keyAndValueDoNotRunIntoEachOther() {
    EntrySum sum = new EntrySum();

    assertThat(sum.digest(new byte[] {1, 2}, new byte[] {3}))
        .isNotEqualTo(sum.digest(new byte[] {1}, new byte[] {2, 3}));
  }

  @Test
  void onlyAnEntryThatCoversMoreIsNewer() {
    Entries entries = new Entries();
    entries.put(KEY, new byte[] {1}, 10);

    assertThat(entries.isNewer(KEY, 9)).isTrue();
    assertThat(entries.isNewer(KEY, 10)).isFalse();
    assertThat(entries.isNewer(position(2), 0)).isFalse();
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void theSumKeptEntryByEntryIsTheSumOfWhatIsThere(long seed) {
    var random = new SplittableRandom(seed);
    Entries entries = new Entries();
    Map<CheckpointKey, byte[]> model = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      CheckpointKey key = position(random.nextInt(20));
      if (random.nextInt(4) == 0) {
        assertThat(entries.remove(key)).isEqualTo(model.remove(key) != null);
      } else {
        byte[] value = new byte[random.nextInt(10)];
        random.nextBytes(value);
        entries.put(key, value, i);
        model.put(key, value);
      }
    }

    Entries fresh = new Entries();
    List<CheckpointKey> keys = new ArrayList<>(model.keySet());
    for (CheckpointKey key : keys.reversed()) {
      fresh.put(key, Objects.requireNonNull(model.get(key)), 0);
    }
    assertThat(entries.count()).isEqualTo(model.size());
    assertThat(entries.sum()).isEqualTo(fresh.sum());
  }

  private static CheckpointKey position(int channel) {
    return CheckpointKey.of(CheckpointKey.Kind.POSITION, new ChannelId(0, channel));
  }
}
