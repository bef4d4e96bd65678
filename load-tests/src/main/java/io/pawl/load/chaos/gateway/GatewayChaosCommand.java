package io.pawl.load.chaos.gateway;

import io.pawl.load.chaos.RunOptions;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pawl chaos gateway}: kills gateways while apps talk through them. */
@Command(
    name = "gateway",
    description =
        "Run two gateways as processes, with apps that talk both ways on channels between them and"
            + " rekey now and then; kill a gateway wherever it is, and start it again. Then look"
            + " what came, and read the log.",
    footer = {
      "",
      "Exit status: 0 if all was right; 1 if not, with the data of the run kept; 2 if used wrongly."
    })
public final class GatewayChaosCommand implements Callable<Integer> {
  private static final int MOST = 1_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--kills",
      paramLabel = "K",
      description = "Kill a gateway so often. Default: ${DEFAULT-VALUE}.")
  private int kills = 10;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "Channels, each between two apps of its own. Default: ${DEFAULT-VALUE}.")
  private int channels = 10;

  @Mixin private RunOptions run = new RunOptions();

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    require(command, "--kills", kills);
    require(command, "--channels", channels);
    GatewayReport report =
        GatewayRun.run(
            new GatewayRun.GatewaySettings(kills, channels, run.seed(), run.keep()),
            command.getErr());
    return report.print(command, run.json());
  }

  private static void require(CommandLine command, String option, int value) {
    if (value < 1 || value > MOST) {
      throw new ParameterException(
          command, "%s must be from 1 to %,d, not %d".formatted(option, MOST, value));
    }
  }
}
