package io.pawl.load;

import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Kafka broker in a JVM of its own. */
public final class BrokerProcess implements AutoCloseable {
  /** A broker is up in about four seconds, on a busy machine in twenty. */
  private static final Duration START = Duration.ofSeconds(60);

  private static final List<String> JVM_OPTIONS = List.of("-Xms1g", "-Xmx1g");

  private final JavaProcess process;
  private final String bootstrapServers;

  private BrokerProcess(JavaProcess process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /** The process itself. */
  static final class Main {
    private Main() {}

    /** Arguments: port, folder (empty for a temporary one), and {@code key=value} for the rest. */
    public static void main(String[] arguments) throws IOException {
      BrokerSettings settings = BrokerSettings.temporary().onPort(Integer.parseInt(arguments[0]));
      if (!arguments[1].isEmpty()) {
        settings = settings.in(Path.of(arguments[1]));
      }
      for (String entry : List.of(arguments).subList(2, arguments.length)) {
        int equals = entry.indexOf('=');
        settings = settings.with(entry.substring(0, equals), entry.substring(equals + 1));
      }
      try (EmbeddedKafka broker = EmbeddedKafka.start(settings)) {
        System.out.println(broker.bootstrapServers());
        JavaProcess.awaitEnd();
      }
    }
  }

  /** Starts one; it serves when this returns. */
  public static BrokerProcess start(BrokerSettings settings) throws InterruptedException {
    Path folder = settings.folder();
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(settings.port()));
    arguments.add(folder == null ? "" : folder.toString());
    settings.overrides().forEach((key, value) -> arguments.add(key + "=" + value));
    JavaProcess process = JavaProcess.start("the broker", Main.class, JVM_OPTIONS, arguments);
    try {
      return new BrokerProcess(process, process.line(START));
    } catch (InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** What every Kafka client needs to connect. */
  public Map<String, Object> client() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The process, for signals. */
  public JavaProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
