package io.pawl.compose;

import io.pawl.checkpoint.service.SinkApplication;
import io.pawl.compose.app.AppCommand;
import io.pawl.compose.audit.AuditCommand;
import io.pawl.compose.audit.ReplayCommand;
import io.pawl.compose.demo.Demo;
import io.pawl.compose.demo.DemoCommand;
import io.pawl.compose.demo.LiveDemo;
import io.pawl.compose.repair.OffsetCommand;
import io.pawl.compose.repair.RebuildCommand;
import io.pawl.compose.snapshot.SnapshotCommand;
import io.pawl.compose.up.BrokerCommand;
import io.pawl.compose.up.UpCommand;
import io.pawl.compose.vault.Prompt;
import io.pawl.compose.vault.VaultCommand;
import io.pawl.gateway.service.GatewayApplication;
import io.pawl.processor.service.ProcessorApplication;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code pawl} command line. Exit status: 0 done, 1 failed, 2 used wrongly. A failure is one
 * line on standard error; its stack trace follows with {@code --verbose} only.
 *
 * <p>System properties, set by the launcher: {@code pawl.log}, the file that takes warnings; {@code
 * pawl.terminal}, whether standard error is a terminal.
 */
@Command(
    name = "pawl",
    description = "Forward-secret channels over Apache Kafka.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true)
public final class PawlCommand {
  /** The broker and the lanes need about a second to stop; five are the most that a user waits. */
  private static final Duration GRACE = Duration.ofMillis(4_500);

  @Option(
      names = "--verbose",
      description = "Log to standard error, and show the stack trace of a failure.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  private PawlCommand() {}

  /** Runs a command and ends the JVM with its exit status. */
  @SuppressWarnings("SystemExitOutsideMain") // This is main.
  public static void main(String[] arguments) {
    int status;
    try (Interruption _ = Interruption.ofThisThread(GRACE)) {
      status = commandLine().execute(arguments);
    } catch (Throwable failure) {
      // What picocli does not catch: errors of the JVM.
      System.err.println(
          "pawl: " + (Interruption.happened() ? "interrupted" : Explanation.of(failure)));
      status = ExitCode.SOFTWARE;
    }
    System.exit(status);
  }

  /** The command line, as {@link #main} runs it. */
  public static CommandLine commandLine() {
    return commandLine(new LiveDemo());
  }

  /** The command line, with {@code demo} behind its command. */
  static CommandLine commandLine(Demo demo) {
    PawlCommand root = new PawlCommand();
    CommandLine commandLine = new CommandLine(root);
    commandLine.addSubcommand(new DemoCommand(demo));
    commandLine.addSubcommand(
        ServiceCommand.of(
            new ProcessorApplication(),
            "processor",
            "Run the processor: judge what stands in the log, until stopped."));
    commandLine.addSubcommand(
        ServiceCommand.of(
            new SinkApplication(),
            "sink",
            "Run the sink: fold the processor's facts into checkpoints, until stopped."));
    commandLine.addSubcommand(new UpCommand());
    commandLine.addSubcommand(new BrokerCommand());
    commandLine.addSubcommand(new AppCommand(System.in));
    commandLine.addSubcommand(
        ServiceCommand.of(
            new GatewayApplication(),
            "gateway",
            "Run a gateway: hold channels for apps that speak HTTP, until stopped."));
    commandLine.addSubcommand(new SnapshotCommand());
    commandLine.addSubcommand(new KeysCommand());
    commandLine.addSubcommand(new VaultCommand(Prompt.ofTerminal(), System.in));
    commandLine.addSubcommand(new ExplainCommand());
    commandLine.addSubcommand(new OffsetCommand());
    commandLine.addSubcommand(new RebuildCommand());
    commandLine.addSubcommand(new AuditCommand());
    commandLine.addSubcommand(new ReplayCommand());
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      commandLine.addSubcommand(provider.command());
    }
    commandLine.setExecutionStrategy(root::execute);
    commandLine.setParameterExceptionHandler(PawlCommand::usedWrongly);
    commandLine.setExecutionExceptionHandler(root::failed);
    return commandLine;
  }

  private int execute(ParseResult parsed) {
    if (verbose) {
      LogOutput.verbose();
    } else {
      LogOutput.quiet(logFile());
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static @Nullable Path logFile() {
    String file = System.getProperty("pawl.log");
    return file == null || file.isEmpty() ? null : Path.of(file);
  }

  private static int usedWrongly(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    String message = failure.getMessage();
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !command.getSubcommands().isEmpty()) {
      message = "Unknown command: '" + unmatched.getUnmatched().getFirst() + "'";
    }
    err.println("pawl: " + Explanation.of(new CommandFailure(message == null ? "" : message)));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.USAGE;
  }

  private int failed(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("pawl: " + (Interruption.happened() ? "interrupted" : Explanation.of(failure)));
    if (verbose) {
      failure.printStackTrace(err);
    }
    err.flush();
    return ExitCode.SOFTWARE;
  }
}
