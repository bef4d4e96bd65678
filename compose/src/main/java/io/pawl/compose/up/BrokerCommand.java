package io.pawl.compose.up;

import io.pawl.compose.LocalSystem;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
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

/** {@code pawl broker}: a Kafka alone, until it is stopped. */
@Command(
    name = "broker",
    description =
        "Run a Kafka of one node for this machine alone, to try services with. Keeps its data, and"
            + " goes on with it when it is started again.",
    sortOptions = false)
public final class BrokerCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the data is. Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("pawl-data");

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where clients connect, or 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int port = 9092;

  @Override
  public Integer call() throws IOException {
    try (OwnedFolder folder = OwnedFolder.take(data);
        EmbeddedKafka broker = EmbeddedKafka.start(settings(folder))) {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      out.printf("kafka          %s%n", broker.bootstrapServers());
      out.flush();
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // That is how it ends.
    }
    return ExitCode.OK;
  }

  private BrokerSettings settings(OwnedFolder folder) {
    try {
      return BrokerSettings.temporary().onPort(port).in(LocalSystem.kafkaFolder(folder.path()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--port: " + e.getMessage(), e);
    }
  }
}
