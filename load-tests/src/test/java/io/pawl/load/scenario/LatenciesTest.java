package io.pawl.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  private void arrive(long due, long millis) {
    latencies.arrived(due, due + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void eachCutHasWhatCameSinceTheLastAndAllHaveAll() {
    latencies.begin(0);
    for (int millis = 1; millis <= 100; millis++) {
      arrive(0, millis);
    }

    Latency first = latencies.cut();
    arrive(0, 500);
    Latency second = latencies.cut();

    assertThat(first.count()).isEqualTo(100);
    assertThat(first.p50()).isCloseTo(50, within(0.1));
    assertThat(first.p99()).isCloseTo(99, within(0.1));
    assertThat(first.most()).isCloseTo(100, within(0.1));
    assertThat(second.count()).isEqualTo(1);
    assertThat(second.p50()).isCloseTo(500, within(0.5));
    assertThat(latencies.all().count()).isEqualTo(101);
    assertThat(latencies.all().p50()).isCloseTo(51, within(0.1));
    assertThat(latencies.all().most()).isCloseTo(500, within(0.5));
  }

  @Test
  void aSecondInWhichNothingCameHasNoPercentiles() {
    assertThat(latencies.cut().p99()).isNaN();
  }

  @Test
  void whatWasDueBeforeMeasuringBeganDoesNotCount() {
    arrive(0, 1);
    latencies.begin(1_000);
    arrive(999, 1);
    arrive(1_000, 1);

    assertThat(latencies.cut().count()).isEqualTo(1);
  }
}
