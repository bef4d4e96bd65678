package io.pawl.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real registry, unpacked by the build, as a process of this Java on a free loopback port. */
final class ApicurioRegistry implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");

  private final Process process;
  private final Thread hook;
  private final String address;

  private ApicurioRegistry(Process process, Thread hook, String address) {
    this.process = process;
    this.hook = hook;
    this.address = address;
  }

  static ApicurioRegistry start() throws IOException {
    Path home = Path.of(System.getProperty("apicurio.home", "target/apicurio"));
    assertThat(home.resolve("quarkus-run.jar"))
        .as("the registry, which `mvn verify` unpacks")
        .exists();
    Path log = home.resolveSibling("apicurio.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=0",
                    "-Dquarkus.management.host=127.0.0.1",
                    "-Dquarkus.management.port=0",
                    "-jar",
                    home.resolve("quarkus-run.jar").toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Thread hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      String address =
          await()
              .atMost(Duration.ofMinutes(3))
              .until(() -> address(process, log), found -> !found.isEmpty());
      return new ApicurioRegistry(process, hook, address);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String address(Process process, Path log) throws IOException {
    Matcher listening = LISTENING.matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
    assertThat(process.isAlive()).as("the registry runs, see " + log).isTrue();
    return listening.find() ? listening.group(1) : "";
  }

  /** The address of its Confluent API. */
  String url() {
    return address + "/apis/ccompat/v7";
  }

  /** Refuses, from now on, schemas that cannot read what the version before wrote. */
  void requireBackwardCompatibility() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(url() + "/config"))
              .header("Content-Type", "application/vnd.schemaregistry.v1+json")
              .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
