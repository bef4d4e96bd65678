package io.pawl.load.process;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.compose.LocalSystem;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Broker, processor and sink in one process: its folder and its broker's port are the arguments.
 */
final class SystemMain {
  private SystemMain() {}

  public static void main(String[] arguments) throws IOException {
    Lifeline.hold();
    Logging.configure();
    LocalSystem system =
        LocalSystem.start(
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            new SimpleMeterRegistry(),
            stage -> {});
    Runtime.getRuntime().addShutdownHook(new Thread(system::close, "shutdown"));
  }
}
