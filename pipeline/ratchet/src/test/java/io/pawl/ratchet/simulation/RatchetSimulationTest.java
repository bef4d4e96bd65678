package io.pawl.ratchet.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every invariant of the core, after every event, over many seeds. */
final class RatchetSimulationTest {
  private static final int SEEDS = Integer.getInteger("pawl.simulation.seeds", 2_000);
  private static final long FIRST = Long.getLong("pawl.simulation.first", 0L);

  /** Each seed runs in one thread; the machine that this must be quick on has two cores. */
  private static final int THREADS = 2;

  private static final Path REPORT = Path.of("target", "simulation-report.txt");

  @Test
  void allInvariantsHoldAfterEveryEventAndEveryFaultAndVerdictOccurs()
      throws IOException, InterruptedException {
    Simulation.Result result = Simulation.run(FIRST, SEEDS, THREADS);

    Simulation.Failure failure = result.failure();
    String report = failure == null ? result.report() : Simulation.explain(failure);
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, report);
    System.out.print(report);
    if (failure != null) {
      fail(report);
    }
    assertThat(result.tally().missing()).isEmpty();
  }

  @Test
  void aSeedRunsTheSameWayTwice() {
    Run.Script script = Run.Script.of(FIRST);

    assertThat(Run.of(script, true).trace()).isEqualTo(Run.of(script, true).trace());
  }
}
