package io.pawl.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.PawlCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ChaosCommandTest {
  @ParameterizedTest
  @CsvSource({
    "chaos processor, --kills=0, 'pawl: --kills must be at least 1, not 0'",
    "chaos processor, --minutes=0, 'pawl: --minutes must be at least 1, not 0'",
    "chaos processor, --channels=0, 'pawl: --channels must be at least 1, not 0'",
    "chaos processor, --rate=-1, 'pawl: --rate must be at least 1, not -1'",
    "chaos sink, --kills=0, 'pawl: --kills must be at least 1, not 0'",
    "soak, --snapshots=5, 'pawl: --snapshots must be from 6 to 10000, not 5'"
  })
  void anOptionOutOfItsLimitsIsToldBeforeAnythingStarts(
      String command, String option, String message) {
    var err = new StringWriter();
    CommandLine pawl = PawlCommand.commandLine();
    pawl.setErr(new PrintWriter(err));

    assertThat(pawl.execute((command + " " + option).split(" ", -1))).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(message, "Try 'pawl " + command + " --help'.");
  }
}
