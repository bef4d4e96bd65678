package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class LogOffsetTest {
  @Test
  void theHeaderHoldsTheOffsetInEightBytes() {
    var headers = new RecordHeaders();
    LogOffset.write(headers, 0x0102030405060708L);

    assertThat(headers.lastHeader(LogOffset.HEADER).value())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(LogOffset.read(headers)).hasValue(0x0102030405060708L);
  }

  @Test
  void aMissingOrOddHeaderIsNoOffset() {
    var headers = new RecordHeaders();
    assertThat(LogOffset.read(headers)).isEmpty();

    headers.add(LogOffset.HEADER, new byte[7]);
    assertThat(LogOffset.read(headers)).isEmpty();
  }
}
