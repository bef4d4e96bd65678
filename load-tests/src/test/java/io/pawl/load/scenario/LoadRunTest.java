package io.pawl.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadRunTest {
  private static final News NOBODY =
      new News() {
        @Override
        public void stage(String what) {}

        @Override
        public void figures(String what) {}
      };

  private static Scenario brief(String name, int rate, Reconnects reconnects) {
    Scenario scenario = ScenarioFile.read(name);
    return new Scenario(
        name,
        "",
        Duration.ofSeconds(2),
        Duration.ZERO,
        8,
        false,
        Rate.steady(rate),
        scenario.size(),
        scenario.shares(),
        0,
        reconnects);
  }

  /** The second run begins where the first one's log ends. */
  @Test
  void everyMessageHasItsOutcomeInPeaceAndUnderAttack(@TempDir Path folder) throws Exception {
    try (InOneProcess system = new InOneProcess(folder)) {
      LoadReport steady =
          LoadRun.run(
              system, brief("steady", 400, new Reconnects(3, Duration.ofSeconds(1))), 3, NOBODY);
      LoadReport attack = LoadRun.run(system, brief("attack", 400, Reconnects.NONE), 4, NOBODY);

      assertThat(steady.verdict()).startsWith("All is accounted for");
      assertThat(steady.verdicts()).containsOnlyKeys(Ledger.ACCEPTED);
      assertThat(steady.latency().count()).isGreaterThan(700);
      assertThat(steady.opening().opened()).isEqualTo(steady.opening().accepted());
      assertThat(steady.clients().stormMillis()).isNotEmpty();
      assertThat(attack.verdict()).startsWith("All is accounted for");
      assertThat(attack.verdicts())
          .containsKeys(Ledger.ACCEPTED, "BAD_TAG", "MALFORMED", "REPLAYED");
      assertThat(attack.sent().lost()).isPositive();
    }
  }
}
