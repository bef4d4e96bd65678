package io.pawl.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void fiveFaultsOfProcessorsAreAWholeRound() {
    for (int seed = 0; seed < 100; seed++) {
      List<Fault> round = Fault.round(new Random(seed));

      assertThat(round).as("seed %d", seed).contains(Fault.values());
      assertThat(round).as("seed %d", seed).filteredOn(Fault::isOfProcessor).hasSize(5);
      assertThat(round.getLast().isOfProcessor()).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    assertThat(Fault.round(new Random(3))).isEqualTo(Fault.round(new Random(3)));
  }
}
