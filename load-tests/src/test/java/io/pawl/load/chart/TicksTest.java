package io.pawl.load.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicksTest {
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.003, 0.7, 1, 1.0001, 6, 6.1, 9.99, 47, 100, 123_456, 7e12})
  void ticksAreFewAndRoundAndReachTheMost(double most) {
    Ticks ticks = Ticks.upTo(most);

    assertThat(ticks.end()).isGreaterThanOrEqualTo(most * (1 - 1e-9));
    assertThat(ticks.end() - ticks.step()).isLessThan(most);
    assertThat(ticks.values()).hasSizeBetween(2, 7).startsWith(0.0);
    double leading = ticks.step() / Math.pow(10, Math.floor(Math.log10(ticks.step()) + 1e-9));
    assertThat(Math.round(leading * 1e6) / 1e6).isIn(1.0, 2.0, 5.0);
  }

  @Test
  void labelsHaveAsManyDigitsAsTheStep() {
    Ticks thousands = Ticks.upTo(12_000);
    assertThat(thousands.values().stream().map(thousands::label))
        .containsExactly("0", "2,000", "4,000", "6,000", "8,000", "10,000", "12,000");
    Ticks parts = Ticks.upTo(0.05);
    assertThat(parts.values().stream().map(parts::label))
        .containsExactly("0.00", "0.01", "0.02", "0.03", "0.04", "0.05");
  }

  @Test
  void nothingHasAnAxisToo() {
    assertThat(Ticks.upTo(0).end()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void whatNoAxisReachesIsRefused(double most) {
    assertThatThrownBy(() -> Ticks.upTo(most)).isInstanceOf(IllegalArgumentException.class);
  }
}
