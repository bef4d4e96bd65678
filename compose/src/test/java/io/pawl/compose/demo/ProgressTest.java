package io.pawl.compose.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter shown = new StringWriter();
  private long now;

  private Progress progress(boolean live) {
    return new Progress(new PrintWriter(shown), live, () -> now);
  }

  @Test
  void nothingIsShownWhereThereIsNoTerminal() {
    try (Progress progress = progress(false)) {
      progress.stage("starting");
      progress.lines(1, 1, 2, 0);
    }
    assertThat(shown.toString()).isEmpty();
  }

  @Test
  void theLineIsWrittenOverAndTakenAway() {
    try (Progress progress = progress(true)) {
      progress.stage("starting");
      now += TimeUnit.SECONDS.toNanos(1);
      progress.lines(1_200, 1_000, 4_000, 7);
    }
    assertThat(shown.toString())
        .isEqualTo(
            "\r\u001b[Kstarting …"
                + "\r\u001b[K 25 %  sent 1,200  opened 1,000  of 4,000  injected 7"
                + "\r\u001b[K");
  }

  @Test
  void theLineIsShownTenTimesASecondAtMost() {
    Progress progress = progress(true);
    for (int i = 0; i < 1_000; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(1);
      progress.lines(i, i, 1_000, 0);
    }
    assertThat(shown.toString().split("\r", -1)).hasSize(11);
  }

  @Test
  void nothingIsShownAfterItsEnd() {
    Progress progress = progress(true);
    progress.close();
    progress.stage("late");
    assertThat(shown.toString()).isEmpty();
  }
}
