package io.pawl.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServiceCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = PawlCommand.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @Test
  void faultsOfTheSinksSettingsAreALineEach() {
    assertThat(run("sink", "--pawl.snapshot-every=0", "--pawl.registry.url=http://r")).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactlyInAnyOrder(
            "pawl: pawl.snapshot-every must be a whole number from 1 to 1000000000, not '0'",
            "pawl: pawl.kafka.bootstrap.servers is missing: the brokers, as host:port,host:port");
  }

  @Test
  void theSinkDoesNotKnowTheProcessorsKeys() {
    assertThat(run("sink", "--pawl.private-keys-file=keys")).isEqualTo(2);

    assertThat(err.toString()).contains("pawl: pawl.private-keys-file is not known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"processor", "sink"})
  void helpTellsHowSettingsAreGiven(String service) {
    assertThat(run(service, "--help")).isZero();

    assertThat(out.toString())
        .contains("pawl " + service, "--config FILE", "/actuator/health", "Exit status");
  }
}
