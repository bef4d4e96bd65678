package io.pawl.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.load.chaos.Sight.Seen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PausesTest {
  private final Pauses pauses = new Pauses();

  @Test
  void aPartitionWithoutRecordsHasNoPause() {
    pauses.add(List.of(new Seen(0, 1_010), new Seen(1, 9_020)), offset -> 1_000 + 8_000 * offset);

    assertThat(pauses.longestMillis()).isEqualTo(20);
  }

  @Test
  void aPauseLastsFromTheLastOutcomeToTheNext() {
    pauses.add(
        List.of(new Seen(0, 1_010), new Seen(1, 7_500), new Seen(2, 7_510)),
        offset -> 1_000 + offset);

    assertThat(pauses.longestMillis()).isEqualTo(6_490);
  }

  @Test
  void whatWasSlowBeforeTheBeginningIsNoPause() {
    pauses.begin(50_000);
    pauses.add(List.of(new Seen(0, 49_000), new Seen(1, 50_100)), offset -> 1_000);

    assertThat(pauses.longestMillis()).isEqualTo(100);
  }

  @Test
  void aPauseCountsForTheFaultBeforeItsEnd() {
    pauses.began(Fault.STOP, 10_000, true);
    pauses.began(Fault.KILL, 20_000, true);
    pauses.began(Fault.KILL, 30_000, false);
    pauses.add(
        List.of(new Seen(0, 10_300), new Seen(1, 26_000), new Seen(2, 39_000)),
        offset -> List.of(10_000L, 19_000L, 31_000L).get((int) offset));

    assertThat(pauses.longestMillis()).isEqualTo(8_000);
    assertThat(pauses.longestAlone()).isEqualTo(Map.of(Fault.STOP, 300L, Fault.KILL, 7_000L));
  }
}
