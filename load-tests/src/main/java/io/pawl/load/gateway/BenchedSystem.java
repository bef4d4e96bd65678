package io.pawl.load.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.compose.CommandFailure;
import io.pawl.compose.up.LocalDeployment;
import io.pawl.load.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The whole system with two gateways, in a JVM of its own. */
final class BenchedSystem implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final List<String> JVM_OPTIONS = List.of("-Xmx2g", "-XX:+UseParallelGC");

  private final JavaProcess process;
  private final JsonNode description;

  private BenchedSystem(JavaProcess process, JsonNode description) {
    this.process = process;
    this.description = description;
  }

  /** The process itself: a folder is the argument. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
      try (LocalDeployment deployment =
          LocalDeployment.start(Path.of(arguments[0]), 0, 0, stage -> {})) {
        System.out.println(deployment.description());
        JavaProcess.awaitEnd();
      }
    }
  }

  /** Starts it; apps are answered when this returns. */
  static BenchedSystem start(Path folder) throws InterruptedException {
    JavaProcess process =
        JavaProcess.start("the system", Main.class, JVM_OPTIONS, List.of(folder.toString()));
    try {
      return new BenchedSystem(process, new ObjectMapper().readTree(process.line(START)));
    } catch (JsonProcessingException e) {
      process.close();
      throw new CommandFailure("the system did not say where it is", e);
    } catch (InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  String kafka() {
    return description.path("kafka").asText();
  }

  String registry() {
    return description.path("registry").asText();
  }

  String processorsKey() {
    return description.path("processorsKey").asText();
  }

  /** Where gateway {@code number}, 0 or 1, answers apps. */
  URI apps(int number) {
    return URI.create(gateway(number).path("apps").asText());
  }

  URI administration(int number) {
    return URI.create(gateway(number).path("administration").asText());
  }

  Path credential(int number) {
    return Path.of(gateway(number).path("credential").asText());
  }

  private JsonNode gateway(int number) {
    return description.path("gateways").path(number);
  }

  @Override
  public void close() {
    process.close();
  }
}
