package io.pawl.compose.demo;

import io.pawl.compose.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code pawl demo}: sends a text through the whole system while an adversary writes to its log.
 */
@Command(
    name = "demo",
    description =
        "Send every line of a text over sealed channels, through a Kafka broker, processor and"
            + " sink in this process, while an adversary injects records into the log; then check"
            + " what arrived and what was refused.",
    footer = {
      "",
      "Exit status: 0 if each line arrived once, in order, byte for byte, and each injected record"
          + " was refused with the right code; 1 if not; 2 if used wrongly."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Demo demo;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Text to send; '-' reads standard input. Default: a bundled text.")
  private @Nullable String input;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "Channels, each with two peers that both send. Default: ${DEFAULT-VALUE}.")
  private int channels = 50;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides the attacks and the bundled text. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  /** A command that runs {@code demo}. */
  public DemoCommand(Demo demo) {
    this.demo = demo;
  }

  @Override
  public Integer call() throws Exception {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    DemoSettings settings = settings(command);
    boolean live = Boolean.getBoolean("pawl.terminal");
    DemoReport report;
    try (Progress progress = new Progress(err, live, System::nanoTime)) {
      progress.stage("reading the input");
      try (Lines lines = lines()) {
        if (lines.count() == 0) {
          throw new CommandFailure("the input has no lines");
        }
        report = demo.run(settings, lines, progress);
      }
    }
    out.println(json ? report.toJson() : report.toTable());
    out.flush();
    return report.isSuccess() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private DemoSettings settings(CommandSpec command) {
    try {
      return new DemoSettings(channels, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private Lines lines() throws IOException {
    if (input == null) {
      return Lines.of(SampleText.of(seed));
    }
    if (input.equals(STANDARD_INPUT)) {
      return Lines.of(System.in);
    }
    return Lines.of(Path.of(input));
  }
}
