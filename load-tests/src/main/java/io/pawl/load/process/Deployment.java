package io.pawl.load.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts the parts of one deployment, each as a process with its output in a file of its own.
 *
 * @param folder of the broker's data and of all outputs
 * @param port of the broker
 * @param registry its URL
 * @param keyFile the processors' private key, in Base64
 * @param replayRecords after which dirty positions are written out
 * @param sinkOptions of the sink
 * @param jvms that they run in
 */
public record Deployment(
    Path folder,
    int port,
    String registry,
    Path keyFile,
    long replayRecords,
    SinkOptions sinkOptions,
    Jvms jvms) {
  /** A port of this machine that was free a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /** What every Kafka client needs to connect. */
  public Map<String, Object> client() {
    return Map.of("bootstrap.servers", servers());
  }

  private String servers() {
    return "127.0.0.1:" + port;
  }

  /** The broker, on the same port and folder each time. */
  public Child broker() {
    return Child.start(
        "broker",
        output("broker"),
        jvms.broker(),
        BrokerMain.class,
        List.of(String.valueOf(port), folder.resolve("kafka").toString()));
  }

  /**
   * A processor.
   *
   * @param port for probes and metrics; 0 for any
   */
  public Child processor(String name, int port) {
    return Child.start(
        name,
        output(name),
        jvms.processor(),
        ProcessorMain.class,
        service(
            port,
            List.of(
                "--pawl.private-keys-file=" + keyFile, "--pawl.replay-records=" + replayRecords)));
  }

  /** The checkpoint sink. */
  public Child sink() {
    return Child.start(
        "sink", output("sink"), jvms.sink(), SinkMain.class, service(0, sinkOptions.arguments()));
  }

  private List<String> service(int port, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pawl.kafka.bootstrap.servers=" + servers(),
                "--pawl.registry.url=" + registry,
                "--pawl.http.port=" + port));
    arguments.addAll(more);
    return arguments;
  }

  /** Where the part of that name writes what it has to say. */
  public Path output(String name) {
    return folder.resolve(name + ".log");
  }
}
