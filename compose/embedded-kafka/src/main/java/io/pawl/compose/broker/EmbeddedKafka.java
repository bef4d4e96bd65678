package io.pawl.compose.broker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single-node Kafka in this process: broker and KRaft controller in one, reachable from this
 * machine only. It serves as soon as {@link #start} returns.
 *
 * <p>Faults that would end a broker's own process are only logged: this process is not the
 * broker's.
 */
public final class EmbeddedKafka implements AutoCloseable {
  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** A shutdown takes half a second; one that hangs must not keep its process. */
  private static final Duration SHUTDOWN = Duration.ofMillis(4_500);

  private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);

  private final DataFolder folder;
  private final int port;
  private final ControllerServer controller;
  private final BrokerServer broker;
  private boolean closed;

  private EmbeddedKafka(DataFolder folder, HeldSockets sockets, BrokerSettings settings) {
    this.folder = folder;
    port = sockets.port(ServerProperties.BROKER);
    int controllerPort = sockets.port(ServerProperties.CONTROLLER);
    var config =
        new KafkaConfig(ServerProperties.of(settings, folder.path(), port, controllerPort), false);
    var formatted = KafkaRaftServer.initializeLogDirs(config, log, "");
    var shared =
        new SharedServer(
            config,
            formatted._1(),
            Time.SYSTEM,
            Server$.MODULE$.initializeMetrics(
                config, Time.SYSTEM, formatted._1().clusterId().orElseThrow()),
            CompletableFuture.completedFuture(
                Map.of(ServerProperties.NODE_ID, new InetSocketAddress(LOOPBACK, controllerPort))),
            List.of(),
            (name, fatal, action) -> new LoggingFaultHandler(name, action),
            sockets);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), formatted._2());
    broker = new BrokerServer(shared);
  }

  /** Starts on a free port with data in a temporary folder. */
  public static EmbeddedKafka start() {
    return start(BrokerSettings.temporary());
  }

  /**
   * Starts as {@code settings} say.
   *
   * @throws StartFailure if the port is taken, the folder cannot be used or the broker does not
   *     come up; nothing of it is left then
   */
  public static EmbeddedKafka start(BrokerSettings settings) {
    try (var sockets = new HeldSockets()) {
      // First of all: a port that is taken must not leave a folder behind.
      sockets.hold(ServerProperties.BROKER, settings.port());
      sockets.hold(ServerProperties.CONTROLLER, 0);
      DataFolder folder = DataFolder.open(settings.folder());
      try {
        var kafka = new EmbeddedKafka(folder, sockets, settings);
        kafka.startUp();
        return kafka;
      } catch (Throwable e) {
        folder.close();
        throw e instanceof StartFailure known
            ? known
            : new StartFailure("the embedded Kafka did not start: " + e.getMessage(), e);
      }
    }
  }

  private void startUp() {
    try {
      // The broker registers with the controller, so that one comes first.
      controller.startup();
      broker.startup();
    } catch (Throwable e) {
      shutDown();
      throw e;
    }
  }

  /** Where its data is. */
  DataFolder folder() {
    return folder;
  }

  /** Where clients connect: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return LOOPBACK.getHostAddress() + ":" + port;
  }

  /** The port of {@link #bootstrapServers}. */
  public int port() {
    return port;
  }

  /**
   * Stops within 5 s and removes a temporary folder. Every further call, from whatever thread,
   * returns when that is done.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    shutDown();
    folder.close();
  }

  private void shutDown() {
    var stopping =
        Thread.ofPlatform()
            .daemon()
            .name("embedded-kafka-shutdown")
            .start(() -> {
              broker.shutdown();
              controller.shutdown();
            });
    try {
      if (!stopping.join(SHUTDOWN)) {
        log.warn("the embedded Kafka did not stop within {}", SHUTDOWN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
