package io.pawl.compose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceCommandTest {
  @Test
  void faultsOfTheSinksSettingsAreALineEach() {
    CommandRun run =
        CommandRun.of("sink", "--pawl.snapshot-every=0", "--pawl.registry.url=http://r");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactlyInAnyOrder(
            "pawl: pawl.snapshot-every must be a whole number from 1 to 1000000000, not '0'",
            "pawl: pawl.kafka.bootstrap.servers is missing: the brokers, as host:port,host:port");
  }

  @Test
  void theSinkDoesNotKnowTheProcessorsKeys() {
    CommandRun run = CommandRun.of("sink", "--pawl.private-keys-file=keys");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("pawl: pawl.private-keys-file is not known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"processor", "sink"})
  void helpTellsHowSettingsAreGiven(String service) {
    CommandRun run = CommandRun.of(service, "--help");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("pawl " + service, "--config FILE", "/actuator/health", "Exit status");
  }
}
