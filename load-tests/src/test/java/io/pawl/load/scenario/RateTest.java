package io.pawl.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateTest {
  private final Rate rate =
      new Rate(
          List.of(
              new Rate.Step(Duration.ZERO, 10),
              new Rate.Step(Duration.ofSeconds(2), 1_000),
              new Rate.Step(Duration.ofSeconds(3), 0.5)));

  private static long seconds(double seconds) {
    return (long) (seconds * 1e9);
  }

  @Test
  void messagesAreDueAsTheStepsSay() {
    assertThat(rate.due(0)).isZero();
    assertThat(rate.due(seconds(1))).isEqualTo(10);
    assertThat(rate.due(seconds(2))).isEqualTo(20);
    assertThat(rate.due(seconds(2.5))).isEqualTo(520);
    assertThat(rate.due(seconds(3))).isEqualTo(1_020);
    assertThat(rate.due(seconds(5))).isEqualTo(1_021);
  }

  @Test
  void aMessageIsDueWhenTheRateHasComeToIt() {
    assertThat(rate.when(1)).isEqualTo(seconds(0.1));
    assertThat(rate.when(20)).isEqualTo(seconds(2));
    assertThat(rate.when(21)).isEqualTo(seconds(2.001));
    assertThat(rate.when(1_021)).isEqualTo(seconds(5));
    for (long number = 1; number <= 1_021; number++) {
      assertThat(rate.due(rate.when(number) + 1)).isGreaterThanOrEqualTo(number);
      assertThat(rate.due(rate.when(number) - 1_000)).isLessThan(number);
    }
  }
}
