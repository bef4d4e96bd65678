package io.pawl.load.process;

import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import java.nio.file.Path;

/** A broker as a process: its port and its folder are the arguments. */
final class BrokerMain {
  /** A run is short: what brokers tidy up within minutes they do within seconds here. */
  private static final String OFTEN = "1000";

  private BrokerMain() {}

  public static void main(String[] arguments) {
    Lifeline.hold();
    Logging.configure();
    EmbeddedKafka broker =
        EmbeddedKafka.start(
            BrokerSettings.temporary()
                .onPort(Integer.parseInt(arguments[0]))
                .in(Path.of(arguments[1]))
                .with("log.retention.check.interval.ms", OFTEN)
                .with("log.segment.delete.delay.ms", OFTEN)
                .with("log.cleaner.backoff.ms", OFTEN));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "shutdown"));
  }
}
