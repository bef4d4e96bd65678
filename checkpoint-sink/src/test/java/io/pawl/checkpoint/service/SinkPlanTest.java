package io.pawl.checkpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.checkpoint.Retention;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.service.Settings;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.QueueBounds;
import io.pawl.stream.Topics;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SinkPlanTest {
  private static Settings settings(Map<String, Object> given) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("given", given));
    ConfigurationPropertySources.attach(environment);
    return new Settings(environment);
  }

  @Test
  void nothingGivesTheDefaultsOfTheCore() {
    Settings settings = settings(Map.of());
    SinkSettings defaults = SinkSettings.of(Map.of(), Topics.of(Topics.DEFAULT_PREFIX));

    assertThat(SinkPlan.of(settings))
        .isEqualTo(
            new SinkPlan(
                "pawl-checkpoint-sink",
                "pawl-ratchet-processor",
                defaults.lanes(),
                defaults.snapshotEvery(),
                defaults.snapshotAfter(),
                Retention.DEFAULT));
    assertThat(settings.faults()).isEmpty();
  }

  @Test
  void whatIsGivenHolds() {
    Settings settings =
        settings(
            Map.ofEntries(
                Map.entry("pawl.group", "mine"),
                Map.entry("pawl.processors-group", "theirs"),
                Map.entry("pawl.commit.idle", "1ms"),
                Map.entry("pawl.commit.backlog", "2ms"),
                Map.entry("pawl.commit.records", "3"),
                Map.entry("pawl.commit.bytes", "4KB"),
                Map.entry("pawl.queue.records", "5"),
                Map.entry("pawl.queue.bytes", "6KB"),
                Map.entry("pawl.retry.first-pause", "7ms"),
                Map.entry("pawl.retry.longest-pause", "8ms"),
                Map.entry("pawl.snapshot-every", "50"),
                Map.entry("pawl.snapshot-after", "3h"),
                Map.entry("pawl.collection", "report"),
                Map.entry("pawl.retain.records", "60"),
                Map.entry("pawl.retain.time", "2h")));

    assertThat(SinkPlan.of(settings))
        .isEqualTo(
            new SinkPlan(
                "mine",
                "theirs",
                new LaneSettings(
                    Duration.ofMillis(1),
                    Duration.ofMillis(2),
                    3,
                    4 << 10,
                    new QueueBounds(5, 6 << 10),
                    Duration.ofMillis(7),
                    Duration.ofMillis(8)),
                50,
                Duration.ofHours(3),
                new Retention(Retention.Collection.REPORT, 60, Duration.ofHours(2))));
    assertThat(settings.faults()).isEmpty();
  }

  @Test
  void everyFaultIsALineWithTheKeyAndTheLimits() {
    Settings settings =
        settings(
            Map.of(
                "pawl.group", "two words",
                "pawl.snapshot-every", "0",
                "pawl.commit.idle", "6s",
                "pawl.retry.longest-pause", "50ms"));

    var _ = SinkPlan.of(settings);

    assertThat(settings.faults())
        .containsExactlyInAnyOrder(
            "pawl.group must be 1 to 200 letters, digits, dots, underscores and dashes,"
                + " not 'two words'",
            "pawl.snapshot-every must be a whole number from 1 to 1000000000, not '0'",
            "pawl.commit.backlog must be at least pawl.commit.idle, which is 6000 ms, not 5000 ms",
            "pawl.retry.longest-pause must be at least pawl.retry.first-pause, which is 100 ms,"
                + " not 50 ms");
  }
}
