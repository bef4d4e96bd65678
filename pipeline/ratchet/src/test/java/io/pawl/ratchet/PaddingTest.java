package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaddingTest {
  private static final int CELL = 64;

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 59, 60, 61, 123, 124, 125, 1_000})
  void aPayloadComesBackFromWholeCells(int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) 1);

    byte[] padded = Padding.pad(payload, CELL);

    assertThat(padded.length % CELL).isZero();
    assertThat(padded.length).isBetween(length + 4, Math.max(CELL, length + 4 + CELL - 1));
    assertThat(Padding.unpad(padded)).isEqualTo(payload);
  }

  @Test
  void aBitSetAnywhereInThePaddingIsFound() {
    byte[] padded = Padding.pad(new byte[] {7}, CELL);
    for (int i = 5; i < CELL; i++) {
      byte[] altered = padded.clone();
      altered[i] = (byte) 0x80;

      assertThat(Padding.unpad(altered)).as("byte %d", i).isNull();
    }
  }

  @Test
  void equalBytesThatAreNotZeroAreNoPadding() {
    byte[] padded = Padding.pad(new byte[] {7}, CELL);
    Arrays.fill(padded, 5, CELL, (byte) 1);

    assertThat(Padding.unpad(padded)).isNull();
  }

  @Test
  void aLengthAloneIsAnEmptyPayload() {
    assertThat(Padding.unpad(new byte[4])).isEmpty();
    assertThat(Padding.unpad(new byte[3])).isNull();
  }

  @ParameterizedTest(name = "length {0}")
  @ValueSource(ints = {-1, 61, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aLengthThatDoesNotFitIsFound(int length) {
    byte[] plaintext = new byte[CELL];
    ByteBuffer.wrap(plaintext).putInt(0, length);

    assertThat(Padding.unpad(plaintext)).isNull();
  }
}
