package io.pawl.gateway;

import io.pawl.channel.Refresh;
import io.pawl.ratchet.Bytes;
import io.pawl.stream.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a gateway runs.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param topics where log, accepted records, invitations and identities are
 * @param processors the processors' X25519 public key, 32 bytes: grants are sealed to it
 * @param folder of the apps; made if it does not exist
 * @param marks where the vaults' marks are, which no backup of {@code folder} may bring back
 * @param keyFile opens the vaults; made if neither it nor an app exists
 * @param credentialFile whose first line is the administration's credential; made if it does not
 *     exist
 * @param audience that tokens of apps must name
 * @param apps where apps are answered; port 0 takes any that is free
 * @param administration where administration is answered
 * @param limits on what apps may ask
 * @param refresh of channels for which their app says nothing else
 */
public record GatewaySettings(
    Map<String, Object> client,
    Topics topics,
    Bytes processors,
    Path folder,
    Path marks,
    Path keyFile,
    Path credentialFile,
    String audience,
    InetSocketAddress apps,
    InetSocketAddress administration,
    GatewayLimits limits,
    Refresh refresh) {

  /** The audience unless chosen otherwise. */
  public static final String DEFAULT_AUDIENCE = "pawl-gateway";

  /** The ports unless chosen otherwise. */
  public static final int DEFAULT_APPS_PORT = 8_080;

  public static final int DEFAULT_ADMINISTRATION_PORT = 8_081;

  /** The file of the administration's credential in {@link #folder}, unless chosen otherwise. */
  public static final String CREDENTIAL = "administration.credential";

  /** Copies the client's settings. */
  public GatewaySettings {
    client = Map.copyOf(client);
  }

  /** Everything in {@code folder}, on free ports of this machine alone. */
  public static GatewaySettings of(
      Map<String, Object> client, Topics topics, Bytes processors, Path folder) {
    return new GatewaySettings(
        client,
        topics,
        processors,
        folder,
        folder.resolve("marks"),
        folder.resolve("vaults.key"),
        folder.resolve(CREDENTIAL),
        DEFAULT_AUDIENCE,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        GatewayLimits.DEFAULT,
        Refresh.NEVER);
  }

  /** The same on other brokers. */
  public GatewaySettings on(Map<String, Object> client, Topics topics) {
    return new GatewaySettings(
        client,
        topics,
        processors,
        folder,
        marks,
        keyFile,
        credentialFile,
        audience,
        apps,
        administration,
        limits,
        refresh);
  }

  /** The same with other limits. */
  public GatewaySettings with(GatewayLimits limits) {
    return new GatewaySettings(
        client,
        topics,
        processors,
        folder,
        marks,
        keyFile,
        credentialFile,
        audience,
        apps,
        administration,
        limits,
        refresh);
  }

  /** The same with another refresh of channels. */
  public GatewaySettings with(Refresh refresh) {
    return new GatewaySettings(
        client,
        topics,
        processors,
        folder,
        marks,
        keyFile,
        credentialFile,
        audience,
        apps,
        administration,
        limits,
        refresh);
  }

  /** The same on other ports. */
  public GatewaySettings at(InetSocketAddress apps, InetSocketAddress administration) {
    return new GatewaySettings(
        client,
        topics,
        processors,
        folder,
        marks,
        keyFile,
        credentialFile,
        audience,
        apps,
        administration,
        limits,
        refresh);
  }

  /** Without the clients' settings, which may hold passwords. */
  @Override
  public String toString() {
    return "GatewaySettings[" + folder + ", " + topics.log() + "]";
  }
}
