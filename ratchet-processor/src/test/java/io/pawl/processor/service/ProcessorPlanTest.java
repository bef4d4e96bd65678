package io.pawl.processor.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.processor.ProcessorSettings;
import io.pawl.service.Settings;
import io.pawl.stream.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

class ProcessorPlanTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir private Path folder = Path.of("");

  private final Map<String, Object> given = new HashMap<>();
  private final StandardEnvironment environment = new StandardEnvironment();
  private final Settings settings = settings();

  private Settings settings() {
    environment.getPropertySources().addFirst(new MapPropertySource("given", given));
    ConfigurationPropertySources.attach(environment);
    return new Settings(environment);
  }

  @BeforeEach
  void theMinimum() throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), KEY);
    given.put("pawl.private-keys-file", keys.toString());
  }

  private ProcessorPlan plan() {
    ProcessorPlan plan = ProcessorPlan.of(settings);
    assertThat(settings.faults()).isEmpty();
    return plan;
  }

  private List<String> faults() {
    var _ = ProcessorPlan.of(settings);
    return settings.faults();
  }

  @Test
  void theMinimumGivesTheDefaultsOfTheCore() {
    ProcessorPlan plan = plan();

    ProcessorSettings defaults = ProcessorSettings.of(Map.of(), Topics.of(Topics.DEFAULT_PREFIX));
    assertThat(plan.group()).isEqualTo("pawl-ratchet-processor");
    assertThat(plan.lanes()).isEqualTo(defaults.lanes());
    assertThat(plan.replayRecords()).isEqualTo(defaults.replayRecords());
    assertThat(plan.barrierEvery()).isEqualTo(defaults.barrierEvery());
    assertThat(plan.keys()).hasSize(1);
    assertThat(plan.tracing()).isFalse();
  }

  @Test
  void whatIsGivenHolds() {
    given.put("pawl.group", "mine");
    given.put("pawl.replayRecords", "2");
    given.put("pawl.barrier-every", "5s");
    given.put("pawl.tracing", "true");

    ProcessorPlan plan = plan();

    assertThat(plan.group()).isEqualTo("mine");
    assertThat(plan.replayRecords()).isEqualTo(2);
    assertThat(plan.barrierEvery()).isEqualTo(Duration.ofSeconds(5));
    assertThat(plan.tracing()).isTrue();
  }

  @Test
  void everyFaultIsALineWithTheKeyAndTheLimits() {
    given.put("pawl.replay-records", "0");
    given.put("pawl.barrier-every", "soon");
    given.remove("pawl.private-keys-file");

    assertThat(faults())
        .containsExactly(
            "pawl.replay-records must be a whole number from 1 to 100000000, not '0'",
            "pawl.barrier-every must be a time from 1ms to 86400s, not 'soon'",
            "pawl.private-keys-file or pawl.private-keys must be given;"
                + " 'pawl keys FILE' makes such a file");
  }

  @Test
  void aFaultOfTheKeysTellsTheLineAndNothingOfAKey() throws IOException {
    String secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";
    Files.writeString(folder.resolve("keys"), KEY + "\n# old\n" + secret + "\n");

    assertThat(faults())
        .containsExactly(
            "pawl.private-keys-file: %s does not hold private keys: line 3 is not the Base64 of 32"
                    .formatted(folder.resolve("keys"))
                + " bytes");
  }

  @Test
  void keysMayStandInTheSettingsAndAreNotPrinted() {
    given.remove("pawl.private-keys-file");
    given.put("pawl.private-keys", KEY + "," + KEY);

    assertThat(plan().keys()).hasSize(2);
    assertThat(plan().toString()).doesNotContain(KEY);
  }

  @Test
  void keysNeverComeFromTheCommandLine() {
    given.remove("pawl.private-keys-file");
    environment
        .getPropertySources()
        .addFirst(new SimpleCommandLinePropertySource("--pawl.privateKeys=" + KEY));

    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith("pawl.private-keys must not be on the command line")
        .doesNotContain(KEY);
  }
}
