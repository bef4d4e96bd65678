package io.pawl.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelPosition.InSlot;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowBitsTest {
  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void whatIsWrittenIsRead(long seed) {
    var random = new SplittableRandom(seed);
    var records = new RandomRecords(seed);
    for (int i = 0; i < 500; i++) {
      int bits = 64 * (1 + random.nextInt(64));
      InSlot window = records.window(bits, random.nextInt(3 * bits) - 1, random.nextInt(101));

      byte[] missing = WindowBits.missing(window);

      assertThat(WindowBits.window(bits, window.slot(), window.top(), Bytes.wrap(missing)))
          .isEqualTo(window);
    }
  }

  @Test
  void aRunWithoutGapsTakesNoBytes() {
    assertThat(WindowBits.missing(new RandomRecords(1).window(4_096, 10_000, 100))).isEmpty();
    assertThat(WindowBits.missing(new RandomRecords(1).window(64, -1, 100))).isEmpty();
  }

  @Test
  void theLowestBitOfTheFirstByteIsTheCounterBelowTheTop() {
    // Counters 0, 1 and 3 of 64: bit 3 is the top, counter 2 is missing.
    var window = new InSlot(0, 3, Bytes.fromHex("000000000000000b"));

    assertThat(HexFormat.of().formatHex(WindowBits.missing(window))).isEqualTo("01");
  }

  @Test
  void bitsOutsideTheWindowAreRefused() {
    for (String seen :
        new String[] {
          "0000000000000001", "0000000000000010", "0000000000000018", "8000000000000008"
        }) {
      assertThatThrownBy(() -> WindowBits.missing(new InSlot(0, 3, Bytes.fromHex(seen))))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> WindowBits.missing(new InSlot(0, 3, Bytes.fromHex("08"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void gapsOutsideTheWindowAreRefused() {
    assertThatThrownBy(() -> WindowBits.window(64, 0, 3, Bytes.fromHex("08")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WindowBits.window(64, 0, 100, Bytes.fromHex("000000000000000000")))
        .isInstanceOf(IllegalArgumentException.class);
    for (int bits : new int[] {0, -64, 63, 65, 8_192, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> WindowBits.window(bits, 0, 3, Bytes.EMPTY))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
