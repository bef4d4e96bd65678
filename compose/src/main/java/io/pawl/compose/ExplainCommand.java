package io.pawl.compose;

import io.pawl.compose.connection.TopicNames;
import io.pawl.processor.ProcessorSettings;
import io.pawl.stream.DeploymentNames;
import io.pawl.stream.StopReason;
import io.pawl.stream.WayOut;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pawl explain}: what stops a lane, and the way out. */
@Command(
    name = "explain",
    description =
        "Show what the reason of a stopped lane means, and what to do. The options are the names"
            + " that the commands shall have; the log of the stopped lane has them too.")
final class ExplainCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "REASON",
      description = "A reason, as health, log and state name it. Default: all of them.")
  private @Nullable StopReason reason;

  @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Kafka brokers.")
  private String servers = "HOST:PORT";

  @Mixin private TopicNames names = new TopicNames();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "The processors' consumer group. Default: ${DEFAULT-VALUE}.")
  private String group = ProcessorSettings.DEFAULT_GROUP;

  @Option(
      names = "--sinks-group",
      paramLabel = "GROUP",
      description = "The sinks' consumer group, if it has another name than usual.")
  private @Nullable String sinks;

  @Option(names = "--partition", paramLabel = "P", description = "The lane's partition.")
  private @Nullable Integer partition;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    WayOut wayOut =
        new WayOut(
            new DeploymentNames(servers, names.topics(), group, sinks),
            partition == null ? "PARTITION" : String.valueOf(partition));
    Set<StopReason> asked = reason == null ? EnumSet.allOf(StopReason.class) : Set.of(reason);
    for (StopReason each : asked) {
      out.println(each);
      out.println(each.meaning());
      out.println("Way out: " + wayOut.of(each));
      if (asked.size() > 1) {
        out.println();
      }
    }
    out.flush();
    return ExitCode.OK;
  }
}
