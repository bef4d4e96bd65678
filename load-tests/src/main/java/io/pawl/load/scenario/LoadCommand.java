package io.pawl.load.scenario;

import io.pawl.compose.CommandFailure;
import io.pawl.compose.CommandProvider;
import io.pawl.compose.demo.Progress;
import io.pawl.load.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pawl load}: a scenario's traffic, and an account of each record of it. */
@Command(
    name = "load",
    description =
        "Put a system under a scenario's load: messages at the times that it sets, some of them"
            + " lost, late, replayed or attacked on their way; measure how long each takes until"
            + " it is accepted, and check that each record has the one outcome that it must have."
            + " Starts a broker, two processors and a sink as processes for that, unless told where"
            + " a system runs.",
    footer = {
      "",
      "Scenarios that come along: steady, burst, reconnect-storm, hot-channel, million-channels,"
          + " attack. docs/load-tests.md tells what they show and how to write one.",
      "",
      "Exit status: 0 if all is accounted for; 1 if not, with the data of the run kept; 2 if used"
          + " wrongly."
    })
public final class LoadCommand implements CommandProvider, Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SCENARIO", description = "The name of a scenario, or a YAML file.")
  private String scenario = "";

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a report for people into this file, which needs nothing beside it.")
  private @Nullable Path report;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description =
          "Measure for so long, such as 30s or 5m, instead of what the scenario says; its steps and"
              + " reconnects move with it.")
  private @Nullable String duration;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "So many channels instead of what the scenario says.")
  private @Nullable Integer channels;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides the traffic. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @ArgGroup(exclusive = false, heading = "%nA system that runs already:%n")
  private @Nullable GivenOptions given;

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Scenario chosen = chosen();
    LoadReport found = given == null ? withOwn(chosen) : withGiven(given, chosen);
    if (report != null) {
      Files.writeString(report, HtmlReport.of(found));
    }
    PrintWriter out = commandLine().getOut();
    out.println(json ? LoadJson.of(found) : LoadText.of(found));
    out.flush();
    return found.isSuccess() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Scenario chosen() {
    Scenario read = ScenarioFile.read(scenario);
    requireWritable();
    try {
      if (channels != null) {
        read = read.withChannels(channels);
      }
      return duration == null ? read : read.in(time(duration));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), "--" + e.getMessage(), e);
    }
  }

  private static Duration time(String text) {
    return ScenarioFile.time("duration", text);
  }

  /** Told before a run, and not after it. */
  private void requireWritable() {
    Path folder = report == null ? null : report.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new CommandFailure("--report: there is no folder " + folder);
    }
  }

  private LoadReport withOwn(Scenario chosen) throws IOException, InterruptedException {
    TemporaryFolder folder = TemporaryFolder.create("pawl-load-");
    boolean clear = false;
    try (Progress progress = progress();
        OwnSystem system =
            new OwnSystem(folder.path(), chosen.drawn() ? chosen.channels() : 0, progress::stage)) {
      LoadReport found = LoadRun.run(system, chosen, seed, news(progress));
      clear = found.isSuccess();
      return found;
    } finally {
      if (clear) {
        folder.close();
      } else {
        PrintWriter err = commandLine().getErr();
        err.println(
            "pawl: the data of this run, and what its processes said, is in " + folder.path());
        err.flush();
      }
    }
  }

  private LoadReport withGiven(GivenOptions options, Scenario chosen)
      throws IOException, InterruptedException {
    if (chosen.drawn()) {
      throw new CommandFailure(
          "channels are drawn only into a system that is started for that: leave"
              + " --bootstrap-servers out");
    }
    try (Progress progress = progress();
        GivenSystem system = new GivenSystem(options)) {
      return LoadRun.run(system, chosen, seed, news(progress));
    }
  }

  private Progress progress() {
    return new Progress(
        commandLine().getErr(), Boolean.getBoolean("pawl.terminal"), System::nanoTime);
  }

  private static News news(Progress progress) {
    return new News() {
      @Override
      public void stage(String what) {
        progress.stage(what);
      }

      @Override
      public void figures(String what) {
        progress.figures(what);
      }
    };
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
