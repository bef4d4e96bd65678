package io.pawl.compose.up;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.compose.demo.Progress;
import io.pawl.gateway.GatewaySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pawl up}: everything, until it is stopped. */
@Command(
    name = "up",
    description =
        "Run the whole system in this process: a Kafka, a processor, a sink and two gateways, for"
            + " this machine alone. Keeps its data, and goes on with it when it is started again.",
    sortOptions = false)
public final class UpCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;
  private static final int PORTS = LocalDeployment.GATEWAYS * LocalDeployment.PORTS_PER_GATEWAY;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the data is. Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("pawl-data");

  @Option(
      names = "--port",
      paramLabel = "N",
      description =
          "The first of four ports in a row: apps and administration of the first gateway, then of"
              + " the second. 0 for free ones. Default: ${DEFAULT-VALUE}.")
  private int port = GatewaySettings.DEFAULT_APPS_PORT;

  @Option(
      names = "--kafka-port",
      paramLabel = "N",
      description = "The broker's, or 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort = 9092;

  @Option(names = "--json", description = "Print one JSON object once everything runs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > MAX_PORT - PORTS + 1) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--port: there are no four ports there");
    }
    try (LocalDeployment deployment = start()) {
      say(deployment.description());
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // That is how it ends.
    }
    return ExitCode.OK;
  }

  private LocalDeployment start() throws IOException {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    try (Progress progress =
        new Progress(err, Boolean.getBoolean("pawl.terminal"), System::nanoTime)) {
      return LocalDeployment.start(data, port, kafkaPort, progress::stage);
    }
  }

  private void say(ObjectNode all) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      out.println(all);
    } else {
      out.printf("kafka          %s%n", all.path("kafka").asText());
      out.printf("registry       %s%n", all.path("registry").asText());
      all.path("gateways")
          .forEach(gateway ->
              out.printf(
                  "gateway        apps %s, administration %s, credential %s%n",
                  gateway.path("apps").asText(),
                  gateway.path("administration").asText(),
                  gateway.path("credential").asText()));
    }
    out.flush();
  }
}
