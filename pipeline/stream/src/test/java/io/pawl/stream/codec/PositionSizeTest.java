package io.pawl.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.ChannelPosition.InDirection;
import io.pawl.ratchet.ChannelPosition.InEpoch;
import io.pawl.ratchet.ChannelPosition.InSlot;
import io.pawl.stream.Topics;
import io.pawl.stream.registry.SchemaRegistry;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Positions are the fact written most often, and the one that a recovery reads most of: a million
 * channels that moved are a million of them.
 */
class PositionSizeTest {
  private static final int MOST_BYTES = 120;
  private static final int WINDOW = 128;

  private final RandomRecords random = new RandomRecords(1);
  private final Codec codec =
      Codec.create(
              SchemaRegistry.connect(Map.of("schema.registry.url", "mock://size")),
              Topics.of("pawl"))
          .blockOptional()
          .orElseThrow();

  @Test
  void aPositionWithOneLiveEpochIsSmall() {
    int inOrder = size(window(100), null);
    int overlapping = size(window(100), window(100));
    int gaps = size(window(50), null);
    int gapsOverlapping = size(window(50), window(50));

    System.out.printf(
        "position: %d bytes in order, %d in the overlap of two slots, %d with gaps all over,"
            + " %d with gaps in the overlap%n",
        inOrder, overlapping, gaps, gapsOverlapping);
    assertThat(inOrder).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(overlapping).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(gaps).isLessThanOrEqualTo(MOST_BYTES);
  }

  private InSlot window(int percentSeen) {
    InSlot window = random.window(WINDOW, 200, percentSeen);
    return new InSlot(8_000, 200, window.seen());
  }

  /** The value of a position with those windows in both directions, and large numbers. */
  private int size(InSlot current, @Nullable InSlot previous) {
    var direction =
        new InDirection(
            new InEpoch(current, previous, previous == null ? 0 : 64, false),
            null,
            0,
            1_000_000_000L);
    var position =
        new ChannelPosition(new ChannelId(-1, -1), 1_000, 4_000_000_000L, direction, direction);
    return codec.encodeFact(new Fact.Position(position, 1_000_000_000_000L)).length;
  }
}
