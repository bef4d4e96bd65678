package io.pawl.compose;

import io.pawl.service.RunningService;
import io.pawl.service.Service;
import io.pawl.service.ServiceFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code pawl processor} and its like: a service in this process. */
@Command(
    footer = {
      "",
      "docs/configuration.md lists the settings. Exit status: 0 if stopped in order, 1 if it"
          + " cannot go on, 2 if the configuration is wrong."
    })
final class ServiceCommand implements Callable<Integer> {
  private final Service service;

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
      e.lines().forEach(line -> System.err.println("pawl: " + line));
      return e.exitStatus();
    }
  }
}
