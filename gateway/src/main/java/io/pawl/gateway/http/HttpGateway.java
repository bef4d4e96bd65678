package io.pawl.gateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.gateway.Gateway;
import io.pawl.gateway.GatewaySettings;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneState;
import io.pawl.stream.codec.Codec;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A gateway and its two listeners, without Spring Boot. */
public final class HttpGateway implements LaneOwner {
  private final Gateway gateway;
  private final Listener apps;
  private final Listener administration;
  private final List<Route> appRoutes;
  private final List<Route> administrationRoutes;
  private final Sinks.Empty<Void> ended = Sinks.empty();

  private HttpGateway(
      Gateway gateway,
      Listener apps,
      Listener administration,
      List<Route> appRoutes,
      List<Route> administrationRoutes) {
    this.gateway = gateway;
    this.apps = apps;
    this.administration = administration;
    this.appRoutes = appRoutes;
    this.administrationRoutes = administrationRoutes;
  }

  /**
   * Starts a gateway; until {@link #joined} it answers 503. Blocks until brokers have answered.
   *
   * @param codec of the topics' registry
   * @param meters where it counts
   * @param clock that tokens are judged by
   * @throws java.io.UncheckedIOException if the folder cannot be used
   * @throws io.pawl.channel.vault.VaultFailure if the vaults' key file is missing
   * @throws io.pawl.stream.BrokerUnavailable without an answer in time
   * @throws reactor.netty.ChannelBindException if a port is taken
   */
  public static HttpGateway start(
      GatewaySettings settings, Codec codec, MeterRegistry meters, Clock clock) {
    Gateway gateway = Gateway.start(settings, codec, meters, clock);
    try {
      var dispatch = new Dispatch(gateway, meters);
      List<Route> administrationRoutes = AdministrationRoutes.of(gateway);
      List<Route> appRoutes =
          Stream.concat(AppRoutes.of(gateway, meters).stream(), RecordRoutes.of(gateway).stream())
              .toList();
      Listener administration =
          Listener.start(
              settings.administration(), dispatch.router(administrationRoutes), dispatch::count);
      try {
        Listener apps =
            Listener.start(settings.apps(), dispatch.router(appRoutes), dispatch::count);
        return new HttpGateway(gateway, apps, administration, appRoutes, administrationRoutes);
      } catch (RuntimeException e) {
        administration.close();
        throw e;
      }
    } catch (RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  /** Waits until all apps are back. Blocks; throws what keeps one away. */
  public HttpGateway awaitReady(Duration patience) {
    gateway.ready().block(patience);
    return this;
  }

  /** Where apps are answered. */
  public URI apps() {
    return apps.uri();
  }

  /** Where administration is answered. */
  public URI administration() {
    return administration.uri();
  }

  List<Route> appRoutes() {
    return appRoutes;
  }

  List<Route> administrationRoutes() {
    return administrationRoutes;
  }

  /** It has no lanes. */
  @Override
  public Map<Integer, LaneState> states() {
    return Map.of();
  }

  @Override
  public Set<Integer> stalled(Duration limit) {
    return Set.of();
  }

  /** Whether all apps are back. */
  @Override
  public boolean joined() {
    return gateway.isServing();
  }

  @Override
  public Mono<Void> ended() {
    return Mono.firstWithSignal(ended.asMono(), gateway.ready().then(Mono.never()));
  }

  /** Lets go of all channels, which go on elsewhere or later, and ends all streams. Blocks. */
  @Override
  public void close() {
    gateway.close();
    apps.close();
    administration.close();
    ended.tryEmitEmpty();
  }
}
