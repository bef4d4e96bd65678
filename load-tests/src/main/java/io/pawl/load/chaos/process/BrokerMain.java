package io.pawl.load.chaos.process;

import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import java.nio.file.Path;

/** A broker as a process: its port and its folder are the arguments. */
final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) {
    Lifeline.hold();
    Logging.configure();
    EmbeddedKafka broker =
        EmbeddedKafka.start(
            BrokerSettings.temporary()
                .onPort(Integer.parseInt(arguments[0]))
                .in(Path.of(arguments[1])));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "shutdown"));
  }
}
