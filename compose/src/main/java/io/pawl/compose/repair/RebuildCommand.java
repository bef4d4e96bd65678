package io.pawl.compose.repair;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.checkpoint.repair.Rebuild;
import io.pawl.checkpoint.repair.RepairSettings;
import io.pawl.compose.connection.Connection;
import io.pawl.compose.connection.Target;
import io.pawl.compose.connection.TopicNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pawl rebuild}: a partition's state made anew from the log or the facts. */
@Command(
    name = "rebuild",
    description =
        "Empty the checkpoints of a partition, so that its state is made anew from the whole log,"
            + " or from all facts. Shows what it would do, unless --execute is given.",
    footer = {
      "",
      "docs/recovery.md tells when. Exit status: 0 if it can be rebuilt (and is prepared, with"
          + " --execute); 1 if it cannot, or a processor or sink runs; 2 if used wrongly."
    })
public final class RebuildCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private Connection connection = new Connection();

  @Mixin private TopicNames names = new TopicNames();

  @Option(
      names = "--sinks-group",
      paramLabel = "GROUP",
      description = "The sinks' consumer group. Default: ${DEFAULT-VALUE}.")
  private String sinks = SinkSettings.DEFAULT_GROUP;

  @Option(
      names = "--partition",
      paramLabel = "P",
      required = true,
      description = "The partition to rebuild.")
  private int partition;

  @Option(
      names = "--from",
      paramLabel = "log|facts",
      description = "What to rebuild from. Default: the log if it is all there, else the facts.")
  private @Nullable String from;

  @Option(
      names = "--execute",
      description = "Do it. All processors and sinks must have been stopped.")
  private boolean execute;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Rebuild.Source source = source();
    Target target = connection.target(names.topics());
    Rebuild.Plan plan =
        connection.with(
            target,
            codec ->
                rebuild(
                    RepairSettings.of(
                        target.client(), target.topics(), target.group(), sinks, codec),
                    source));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(json ? json(plan) : line(plan));
    out.flush();
    return ExitCode.OK;
  }

  private Rebuild.Plan rebuild(RepairSettings settings, Rebuild.@Nullable Source source) {
    try (Rebuild rebuild = new Rebuild(settings)) {
      Rebuild.Plan plan =
          rebuild.plan(settings.partitions(partition).findFirst().orElseThrow(), source);
      if (execute) {
        rebuild.execute(plan);
      }
      return plan;
    }
  }

  private Rebuild.@Nullable Source source() {
    return switch (from) {
      case null -> null;
      case "log" -> Rebuild.Source.LOG;
      case "facts" -> Rebuild.Source.FACTS;
      default ->
          throw new ParameterException(
              Objects.requireNonNull(spec).commandLine(),
              "--from: '%s' is neither log nor facts".formatted(from));
    };
  }

  private String line(Rebuild.Plan plan) {
    String what =
        "partition %d: %,d records of the %s, in place of %,d entries of the checkpoints"
            .formatted(plan.partition(), plan.records(), lower(plan), plan.entries());
    return what
        + (execute
            ? "; prepared: start processors and sinks"
            : "; --execute prepares it, with all processors and sinks stopped");
  }

  private String json(Rebuild.Plan plan) {
    return new ObjectMapper()
        .createObjectNode()
        .put("partition", plan.partition())
        .put("from", lower(plan))
        .put("records", plan.records())
        .put("entries", plan.entries())
        .put("executed", execute)
        .toString();
  }

  private static String lower(Rebuild.Plan plan) {
    return plan.source().name().toLowerCase(Locale.ROOT);
  }
}
