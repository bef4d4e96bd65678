package io.pawl.compose;

import io.pawl.processor.service.ProcessorApplication;
import io.pawl.processor.service.ServiceFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code pawl processor}: the processor as a service in this process. */
@Command(
    name = "processor",
    description =
        "Run the processor: judge what stands in the log, until stopped. Health is at"
            + " /actuator/health, metrics are at /actuator/prometheus.",
    footer = {
      "",
      "docs/configuration.md lists the settings. Exit status: 0 if stopped in order, 1 if it"
          + " cannot go on, 2 if the configuration is wrong."
    })
public final class ProcessorCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "--config FILE | --pawl.NAME=VALUE",
      description = "A file of settings (YAML or properties), and single ones, which go before it.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() {
    try {
      ProcessorApplication.run(arguments);
      return ExitCode.OK;
    } catch (InterruptedException e) {
      // Told to end: it has, in order.
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    } catch (ServiceFailure e) {
      for (String line : String.valueOf(e.getMessage()).split("\\R", -1)) {
        System.err.println("pawl: " + line);
      }
      return e.exitStatus();
    }
  }
}
