package io.pawl.compose;

import io.pawl.stream.StopReason;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pawl explain}: what stops a lane, and the way out. */
@Command(
    name = "explain",
    description = "Show what the reason of a stopped lane means, and what to do.")
final class ExplainCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "REASON",
      description = "A reason, as health, log and state name it. Default: all of them.")
  private @Nullable StopReason reason;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Set<StopReason> asked = reason == null ? EnumSet.allOf(StopReason.class) : Set.of(reason);
    for (StopReason each : asked) {
      out.println(each);
      out.println(each.meaning());
      out.println("Way out: " + each.wayOut());
      if (asked.size() > 1) {
        out.println();
      }
    }
    out.flush();
    return ExitCode.OK;
  }
}
