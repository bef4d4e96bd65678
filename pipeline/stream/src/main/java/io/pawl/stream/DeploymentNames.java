package io.pawl.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process knows of its deployment's names.
 *
 * @param servers the brokers, {@code HOST:PORT} if nobody knows them
 * @param processors the processors' group
 * @param sinks the sinks' group; null if it is not known, and commands take the usual one
 */
public record DeploymentNames(
    String servers, Topics topics, String processors, @Nullable String sinks) {
  /** With the brokers that {@code client} names. */
  public static DeploymentNames of(
      Map<String, Object> client, Topics topics, String processors, @Nullable String sinks) {
    return new DeploymentNames(Clients.servers(client), topics, processors, sinks);
  }

  WayOut wayOut(int partition) {
    return new WayOut(this, String.valueOf(partition));
  }
}
