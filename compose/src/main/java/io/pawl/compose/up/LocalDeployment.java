package io.pawl.compose.up;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.compose.LocalSystem;
import io.pawl.gateway.GatewaySettings;
import io.pawl.gateway.http.HttpGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/** The whole system in this process, with gateways, and with its data in a folder. */
public final class LocalDeployment implements AutoCloseable {
  static final int GATEWAYS = 2;

  /** A gateway has one for apps and one for administration. */
  static final int PORTS_PER_GATEWAY = 2;

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** For a thousand apps to open their vaults. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final OwnedFolder folder;
  private final LocalSystem system;
  private final List<HttpGateway> gateways = new ArrayList<>();
  private final List<Path> credentials = new ArrayList<>();

  private LocalDeployment(OwnedFolder folder, LocalSystem system) {
    this.folder = folder;
    this.system = system;
  }

  /**
   * Starts everything; when this returns, apps are answered.
   *
   * @param data where the data is; made if it does not exist
   * @param port the first of the gateways' ports in a row; 0 for free ones
   * @param kafkaPort the broker's; 0 for a free one
   * @param stages told what is being done, for people
   * @throws io.pawl.compose.CommandFailure if another process has the folder
   */
  public static LocalDeployment start(Path data, int port, int kafkaPort, Consumer<String> stages)
      throws IOException {
    MeterRegistry meters = new SimpleMeterRegistry();
    OwnedFolder folder = OwnedFolder.take(data);
    LocalSystem system;
    try {
      system = LocalSystem.start(data, kafkaPort, meters, stages);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
    var deployment = new LocalDeployment(folder, system);
    try {
      for (int i = 0; i < GATEWAYS; i++) {
        stages.accept("starting gateway %d".formatted(i + 1));
        deployment.gateways.add(deployment.gateway(i, port, meters));
      }
      deployment.gateways.forEach(gateway -> gateway.awaitReady(PATIENCE));
      return deployment;
    } catch (RuntimeException e) {
      deployment.close();
      throw e;
    }
  }

  private HttpGateway gateway(int number, int port, MeterRegistry meters) {
    // Each on any free port, or all in a row.
    int apps = port == 0 ? 0 : port + PORTS_PER_GATEWAY * number;
    int administration = port == 0 ? 0 : apps + 1;
    GatewaySettings settings =
        GatewaySettings.of(
                system.client(), system.topics(), system.processorsKey(), folderOf(number))
            .at(onLoopback(apps), onLoopback(administration));
    credentials.add(settings.credentialFile());
    return HttpGateway.start(settings, system.codec(), meters, Clock.systemUTC());
  }

  private static InetSocketAddress onLoopback(int port) {
    return new InetSocketAddress(LOOPBACK, port);
  }

  private Path folderOf(int gateway) {
    return folder.path().resolve("gateway-" + (gateway + 1));
  }

  /** Where everything is, for a program. */
  public ObjectNode description() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("kafka", String.valueOf(system.client().get("bootstrap.servers")));
    all.put("registry", system.registryUrl());
    all.put("privateKeys", folder.path().resolve(LocalSystem.KEYS).toString());
    all.put("processorsKey", Base64.getEncoder().encodeToString(system.processorsKey().toArray()));
    var list = all.putArray("gateways");
    for (int i = 0; i < gateways.size(); i++) {
      list.addObject()
          .put("apps", gateways.get(i).apps().toString())
          .put("administration", gateways.get(i).administration().toString())
          .put("credential", credentials.get(i).toString());
    }
    return all;
  }

  /** Stops everything; the data stays. */
  @Override
  public void close() throws IOException {
    try {
      // Each waits for its clients: not one after the other.
      gateways.parallelStream().forEach(HttpGateway::close);
      system.close();
    } finally {
      folder.close();
    }
  }
}
