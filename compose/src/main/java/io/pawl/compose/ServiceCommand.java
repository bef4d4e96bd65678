package io.pawl.compose;

import io.pawl.service.RunningService;
import io.pawl.service.Service;
import io.pawl.service.ServiceFailure;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pawl processor} and its like: a service in this process. */
@Command(
    footer = {
      "",
      "docs/configuration.md lists the settings. Exit status: 0 if stopped in order, 1 if it"
          + " cannot go on, 2 if the configuration is wrong."
    })
final class ServiceCommand implements Callable<Integer> {
  private final Service service;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "--config FILE | --pawl.NAME=VALUE",
      description = "A file of settings (YAML or properties), and single ones, which go before it.")
  private List<String> arguments = List.of();

  private ServiceCommand(Service service) {
    this.service = service;
  }

  /** The command that runs {@code service}. */
  static CommandLine of(Service service, String name, String description) {
    CommandLine commandLine = new CommandLine(new ServiceCommand(service));
    // Its settings have names that only it knows.
    commandLine.setUnmatchedOptionsArePositionalParams(true);
    commandLine
        .getCommandSpec()
        .name(name)
        .usageMessage()
        .description(
            description + " Health is at /actuator/health, metrics are at /actuator/prometheus.");
    return commandLine;
  }

  @Override
  public Integer call() {
    try {
      RunningService.run(service, arguments);
      return ExitCode.OK;
    } catch (InterruptedException e) {
      // Told to end: it has, in order.
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    } catch (ServiceFailure e) {
      PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
      e.lines().forEach(line -> err.println("pawl: " + line));
      err.flush();
      return e.exitStatus();
    }
  }
}
