package io.pawl.compose.audit;

import io.pawl.checkpoint.audit.Audit;
import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.checkpoint.audit.From;
import io.pawl.compose.connection.Connection;
import io.pawl.compose.connection.TopicNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pawl audit}: proves that what was done is what the log implies. */
@Command(
    name = "audit",
    description =
        "Replay the log by the ratchet's rules, and hold the result against what was really"
            + " accepted, rejected and checkpointed. Reads only, beside a running system.",
    footer = {
      "",
      "docs/audit.md tells what the counts mean. Exit status: 0 if there is no difference, 1 if"
          + " there is one or the audit fails, 2 if used wrongly."
    })
public final class AuditCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private Connection connection = new Connection();

  @Mixin private TopicNames names = new TopicNames();

  @Mixin private AuditOptions options = new AuditOptions();

  @Option(
      names = "--partition",
      paramLabel = "P",
      description = "The only partition to look at. Default: all of them.")
  private @Nullable Integer partition;

  @Option(
      names = "--from",
      paramLabel = "snapshot|earliest|OFFSET",
      description = "Where to begin. Default: ${DEFAULT-VALUE}, the last one of each partition.")
  private String from = "snapshot";

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    From begin = AuditOptions.from(connection, from);
    AuditReport report = options.with(connection, names, begin, partition, Audit::run);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(json ? ReportText.json(report) : ReportText.table(report));
    out.flush();
    return report.isClean() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
