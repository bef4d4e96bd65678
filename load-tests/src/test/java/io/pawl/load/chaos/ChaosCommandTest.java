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
    "--kills=0, 'pawl: --kills must be at least 1, not 0'",
    "--minutes=0, 'pawl: --minutes must be at least 1, not 0'",
    "--channels=0, 'pawl: --channels must be at least 1, not 0'",
    "--rate=-1, 'pawl: --rate must be at least 1, not -1'"
  })
  void anOptionOutOfItsLimitsIsToldBeforeAnythingStarts(String option, String message) {
    var err = new StringWriter();
    CommandLine pawl = PawlCommand.commandLine();
    pawl.setErr(new PrintWriter(err));

    assertThat(pawl.execute("chaos", "processor", option)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(message, "Try 'pawl chaos processor --help'.");
  }
}
