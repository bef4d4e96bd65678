package io.pawl.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void everyFateHasItsShareOfAllChances() {
    Shares shares = new Shares(0.1, 0.2, 0.05, 0.25, 0.02);
    Map<Shares.Fate, Integer> counts = new EnumMap<>(Shares.Fate.class);

    for (int i = 0; i < 1_000; i++) {
      counts.merge(shares.fate((i + 0.5) / 1_000), 1, Integer::sum);
    }

    assertThat(counts)
        .containsOnly(
            Map.entry(Shares.Fate.LOST, 100),
            Map.entry(Shares.Fate.LATE, 200),
            Map.entry(Shares.Fate.REPLAYED, 50),
            Map.entry(Shares.Fate.ATTACKED, 250),
            Map.entry(Shares.Fate.LAST, 20),
            Map.entry(Shares.Fate.WRITTEN, 380));
  }
}
