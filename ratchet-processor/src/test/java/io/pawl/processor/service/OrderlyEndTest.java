package io.pawl.processor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.processor.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, and how it ends. */
class OrderlyEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");

  private Process start(List<String> arguments, Path output) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ProcessorApplication.class.getName(),
                "--pawl.http.port=0"));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  @Test
  void toldToEndItCommitsWhatItTookAndIsGoneInSeconds() throws Exception {
    Path output = folder.resolve("output");
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        HttpRegistryServer registry = new HttpRegistryServer();
        Deployment deployment = new Deployment(broker, registry.url())) {
      List<String> arguments = new ArrayList<>(deployment.arguments(folder));
      arguments.add("--pawl.log-format=json");
      // So rarely that only the end can have committed.
      arguments.add("--pawl.commit.idle=30s");
      arguments.add("--pawl.commit.backlog=30s");
      Process process = start(arguments, output);
      try {
        // Nothing is committed before the end, so its being taken shows in the queue alone.
        await().atMost(PATIENCE).until(() -> Files.readString(output).contains("has begun"));
        deployment.write(0, null, new byte[] {1});
        deployment.write(1, null, new byte[] {2});
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(deployment.openTransactions()).isEqualTo(2));

        long told = System.nanoTime();
        process.destroy();

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ended").isTrue();
        // Of a shared machine no more is asked than that no time-out was waited for.
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(15));
        // 128 and the number of SIGTERM.
        assertThat(process.exitValue()).isEqualTo(143);
      } finally {
        process.destroyForcibly();
      }
      deployment.awaitJudged();
      assertThat(deployment.committed(deployment.topics().rejected(), 0)).hasSize(1);
      assertThat(deployment.committed(deployment.topics().facts(), 0)).isNotEmpty();
      // Each line is an object, and the end is told in order.
      List<String> lines = Files.readAllLines(output);
      assertThat(lines).allSatisfy(line -> assertThat(line).startsWith("{\"@timestamp\""));
      assertThat(lines).anySatisfy(line -> assertThat(line).contains("ending: lanes commit"));
    }
  }

  @Test
  void aWrongConfigurationIsALineForEachFaultAndNoStackTrace() throws Exception {
    Path output = folder.resolve("output");
    Process process =
        start(List.of("--pawl.replay-records=none", "--pawl.registry.url=http://r"), output);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readAllLines(output))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("pawl-processor: pawl."));
  }

  @Test
  void readinessGoesBeforeTheLanes() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        Deployment deployment = new Deployment(broker);
        Probe service = Probe.start(deployment.arguments(folder))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(service.readiness().status()).isEqualTo(200));

      // As in an orderly end, but before HTTP is taken down too.
      service.service().stop();

      assertThat(service.readiness().status()).isEqualTo(503);
      assertThat(service.readiness().body()).contains("stopping");
      assertThat(service.liveness().status()).isEqualTo(200);
    }
  }
}
