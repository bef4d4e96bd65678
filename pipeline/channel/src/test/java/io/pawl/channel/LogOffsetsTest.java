package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class LogOffsetsTest {
  @Test
  void brokersThatAreAwayAreWaitedForAsLongAsTheCallerDoes() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var offsets = new LogOffsets(awayAt(silent.getLocalPort()), "log")) {
      // Many times as long as the client itself waits.
      assertThatThrownBy(() -> offsets.partitions(Duration.ofSeconds(1)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("no broker tells the partitions of log");
    }
  }

  private static Map<String, Object> awayAt(int port) {
    return Map.of(
        "bootstrap.servers", "127.0.0.1:" + port,
        "request.timeout.ms", 20,
        "default.api.timeout.ms", 20);
  }
}
