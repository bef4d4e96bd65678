package io.pawl.processor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.processor.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/metrics.md to the meters of a running processor. */
class MetricsDocumentTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `(pawl\\.[^`]+)` \\|", Pattern.MULTILINE);

  /** What other programs count. */
  private static final List<String> ELSEWHERE = List.of("Sink", "Peers");

  @TempDir private Path folder = Path.of("");

  private static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String section : Files.readString(Path.of("../docs/metrics.md")).split("\n## ", -1)) {
      if (!ELSEWHERE.contains(section.lines().findFirst().orElse(""))) {
        Matcher row = ROW.matcher(section);
        while (row.find()) {
          names.add(row.group(1));
        }
      }
    }
    return names;
  }

  @Test
  void everyMeterIsDocumentedAndEveryDocumentedMeterExists() throws IOException {
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        Deployment deployment = new Deployment(broker);
        RunningService service = RunningService.start(deployment.arguments(folder))) {
      await()
          .atMost(Deployment.PATIENCE)
          // Some meters are of lanes that have recovered.
          .untilAsserted(() -> assertThat(service.readiness().status()).isEqualTo(200));
      Set<String> names = new TreeSet<>();
      for (Meter meter : service.meters().getMeters()) {
        if (meter.getId().getName().startsWith("pawl.")) {
          names.add(meter.getId().getName());
        }
      }

      assertThat(names).isEqualTo(documented());
    }
  }
}
