package io.pawl.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.compose.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioFileTest {
  static List<String> bundled() {
    return ScenarioFile.BUNDLED;
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void everyScenarioThatComesAlongIsOne(String name) {
    Scenario scenario = ScenarioFile.read(name);

    assertThat(scenario.name()).isEqualTo(name);
    assertThat(scenario.description()).isNotBlank();
  }

  @Test
  void everyFieldIsRead(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        description: mine
        duration: 2m
        warm-up: 500ms
        channels: 7
        rate: {0s: 10, 1.5s: 20}
        size: {least: 8, most: 90}
        loss: 0.1
        reorder: 0.2
        replay: 0.05
        attack: 0.15
        churn: 0.01
        hot-channel: 0.5
        reconnects: {clients: 3, every: 30s}
        """);

    assertThat(ScenarioFile.read(file.toString()))
        .isEqualTo(
            new Scenario(
                "mine",
                "mine",
                Duration.ofMinutes(2),
                Duration.ofMillis(500),
                7,
                false,
                new Rate(
                    List.of(
                        new Rate.Step(Duration.ZERO, 10),
                        new Rate.Step(Duration.ofMillis(1_500), 20))),
                new Sizes(8, 90),
                new Shares(0.1, 0.2, 0.05, 0.15, 0.01),
                0.5,
                new Reconnects(3, Duration.ofSeconds(30))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "channels: 0 | channels must be from 1 to 50,000, not 0",
        "channels: 50001 | channels must be from 1 to 50,000, not 50,001",
        "{channels: 2000001, drawn: true} | channels must be from 1 to 2,000,000, not 2,000,001",
        "channels: many | channels must be a whole number, not \"many\"",
        "rate: 0 | rate must be from 0.1 to 200000.0, not 0.0",
        "rate: fast | rate must be a number, not \"fast\"",
        "'rate: {5s: 10}' | rate must say what holds from 0s on",
        "'rate: {0s: 1, 9s: 2, 3s: 1}' | rate must have its steps in the order of time",
        "duration: 10 | duration must be a time such as 500ms, 30s, 5m or 1h, not '10'",
        "duration: 25h | duration must be from 1 s to 86400 s, not 90000.0 s",
        "warm-up: 11m | warm-up must be from 0 s to 600 s, not 660.0 s",
        "size: 7 | size must be from 8 to 100,000, not 7",
        "'size: {least: 9, most: 8}' | size must not have a least, 9, above its most, 8",
        "'size: {from: 9}' | size.from is no field; there are least, most",
        "loss: 0.6 | loss must be from 0.0 to 0.5, not 0.6",
        "churn: -1 | churn must be from 0.0 to 0.2, not -1.0",
        "attack: 0.95 | attack must be from 0.0 to 0.9, not 0.95",
        "drawn: maybe | drawn must be true or false, not \"maybe\"",
        "'{replay: 0.6, attack: 0.6}' | loss, reorder, replay, attack and churn must be at most 1 together, not 1.2",
        "hot-channel: 2 | hot-channel must be from 0.0 to 1.0, not 2.0",
        "'reconnects: {clients: 501}' | reconnects.clients must be from 0 to 500, not 501",
      })
  void aFieldOutOfItsLimitsIsNamedWithThem(String yaml, String message) {
    String inner =
        yaml.startsWith("{") ? yaml.substring(1, yaml.length() - 1).replace(", ", "\n") : yaml;
    String text = inner.contains("rate:") ? inner : inner + "\nrate: 10";

    assertThatThrownBy(() -> ScenarioFile.parse("mine", text))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("scenario mine: " + message);
  }

  @Test
  void aFieldThatIsNoneIsToldWithThoseThatAre() {
    assertThatThrownBy(() -> ScenarioFile.parse("mine", "rate: 1\nchanels: 5"))
        .hasMessageStartingWith(
            "scenario mine: chanels is no field; there are attack, channels, churn,");
  }

  @Test
  void aScenarioWithoutARateIsTold() {
    assertThatThrownBy(() -> ScenarioFile.parse("mine", "channels: 5"))
        .hasMessage(
            "scenario mine: rate is missing: messages per second, or a mapping of times to them");
  }

  @Test
  void whatIsNoMappingIsTold() {
    assertThatThrownBy(() -> ScenarioFile.parse("mine", "- 1"))
        .hasMessage("scenario mine: it must be a mapping of fields to values");
    assertThatThrownBy(() -> ScenarioFile.parse("mine", "rate: 1\nrate: 2"))
        .hasMessageStartingWith("scenario mine is no YAML: Duplicate field 'rate'");
  }

  @Test
  void aNameThatIsNoneIsToldWithThoseThatAre() {
    assertThatThrownBy(() -> ScenarioFile.read("stedy"))
        .hasMessage(
            "stedy is no file, and no scenario that comes along: those are steady, burst,"
                + " reconnect-storm, hot-channel, million-channels, attack");
  }

  @Test
  void stepsAndReconnectsMoveWithTheDuration() {
    Scenario half = ScenarioFile.read("burst").in(Duration.ofSeconds(30));

    assertThat(half.rate().steps().stream().map(Rate.Step::from))
        .containsExactly(
            Duration.ZERO,
            Duration.ofMillis(7_500),
            Duration.ofMillis(12_500),
            Duration.ofSeconds(20),
            Duration.ofMillis(22_500));
    assertThat(ScenarioFile.read("reconnect-storm").in(Duration.ofSeconds(30)).reconnects().every())
        .isEqualTo(Duration.ofMillis(7_500));
  }
}
