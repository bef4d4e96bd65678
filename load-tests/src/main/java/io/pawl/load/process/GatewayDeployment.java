package io.pawl.load.process;

import io.pawl.compose.LocalSystem;
import io.pawl.gateway.GatewaySettings;
import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.Bytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Starts the parts of a deployment with gateways, each as a process with its output in a file of
 * its own.
 *
 * @param folder of all data and outputs
 * @param kafkaPort of the broker
 */
public record GatewayDeployment(Path folder, int kafkaPort) {
  private static final Jvm SYSTEM = Jvm.brief(768);
  private static final Jvm GATEWAY = Jvm.brief(256);

  /** What every Kafka client needs to connect. */
  public Map<String, Object> client() {
    return Map.of("bootstrap.servers", servers());
  }

  private String servers() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** The address of the schema registry. */
  public String registryUrl() {
    return LocalSystem.registryUrl(folder);
  }

  /** Broker, processor and sink. */
  public Child system() {
    return Child.start(
        "system",
        output("system"),
        SYSTEM,
        SystemMain.class,
        List.of(folder.toString(), Integer.toString(kafkaPort)));
  }

  /**
   * A gateway, with the same folder and the same ports each time.
   *
   * @param apps the port for apps
   * @param administration the port for administration
   * @param health the port for probes
   */
  public Child gateway(String name, int apps, int administration, int health) throws IOException {
    Bytes processors = PrivateKeys.read(folder.resolve(LocalSystem.KEYS)).getFirst().publicKey();
    return Child.start(
        name,
        output(name),
        GATEWAY,
        GatewayMain.class,
        List.of(
            "--pawl.kafka.bootstrap.servers=" + servers(),
            "--pawl.registry.url=" + registryUrl(),
            "--pawl.processors-key=" + Base64.getEncoder().encodeToString(processors.toArray()),
            "--pawl.folder=" + folder.resolve(name),
            "--pawl.apps.port=" + apps,
            "--pawl.administration.port=" + administration,
            "--pawl.http.port=" + health));
  }

  /** The credential for the administration of a gateway. */
  public Path credential(String name) {
    return folder.resolve(name).resolve(GatewaySettings.CREDENTIAL);
  }

  /** Where the part of that name writes what it has to say. */
  public Path output(String name) {
    return folder.resolve(name + ".log");
  }

  /** An address of this machine. */
  public static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
