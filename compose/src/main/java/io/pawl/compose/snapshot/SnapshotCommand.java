package io.pawl.compose.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pawl snapshot}: a snapshot of every partition, now. */
@Command(
    name = "snapshot",
    description =
        "Ask running sinks for a snapshot of every partition, and wait until all are complete.",
    footer = {
      "",
      "Exit status: 0 if every partition has a snapshot that was begun after the request; 1 if"
          + " not, or if a sink cannot be reached; 2 if used wrongly."
    })
public final class SnapshotCommand implements Callable<Integer> {
  /** A day: whoever waits longer has forgotten it. */
  private static final long LONGEST_SECONDS = 86_400;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--sink",
      required = true,
      paramLabel = "URL",
      description = "Where a sink's health is, as http://host:port; once for each sink.")
  private List<String> sinks = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "S",
      description = "Seconds to wait. Default: ${DEFAULT-VALUE}.")
  private long timeout = 60;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = command().commandLine().getOut();
    if (timeout < 1 || timeout > LONGEST_SECONDS) {
      throw usage("--timeout must be from 1 to %,d, not %d".formatted(LONGEST_SECONDS, timeout));
    }
    List<URI> uris = sinks.stream().map(this::uri).distinct().toList();
    long began = System.nanoTime();
    Consumer<Taken> told = json ? _ -> {} : taken -> print(out, taken);
    try (HttpClient http = SinkClient.http()) {
      List<SinkClient> clients = uris.stream().map(uri -> new SinkClient(http, uri)).toList();
      List<Taken> taken = new SnapshotRound(clients, told).run(Duration.ofSeconds(timeout));
      if (json) {
        out.println(toJson(taken, Duration.ofNanos(System.nanoTime() - began)));
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, Taken taken) {
    out.printf(
        "partition %d: snapshot at facts offset %d, barrier %d, %s, by %s%n",
        taken.partition(), taken.factsOffset(), taken.barrier(), taken.at(), taken.sink());
    out.flush();
  }

  private static String toJson(List<Taken> taken, Duration took) {
    ObjectNode json = JSON.createObjectNode();
    var partitions = json.putArray("partitions");
    for (Taken each : taken) {
      partitions
          .addObject()
          .put("partition", each.partition())
          .put("factsOffset", each.factsOffset())
          .put("barrier", each.barrier())
          .put("at", each.at())
          .put("sink", each.sink().toString());
    }
    json.put("seconds", took.toMillis() / 1_000.0);
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("numbers and strings only", e);
    }
  }

  private URI uri(String text) {
    try {
      URI uri = URI.create(text.replaceFirst("/$", ""));
      if (uri.getHost() != null
          && List.of("http", "https").contains(uri.getScheme())
          && uri.getPath().isEmpty()) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw usage(notAUrl(text));
    }
    throw usage(notAUrl(text));
  }

  private static String notAUrl(String text) {
    return "--sink must be http://host:port or https://host:port, not '%s'".formatted(text);
  }

  private ParameterException usage(String message) {
    return new ParameterException(command().commandLine(), message);
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }
}
