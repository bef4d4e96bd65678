package io.pawl.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.channel.ChannelClient;
import io.pawl.channel.ClientSettings;
import io.pawl.channel.Delivery;
import io.pawl.channel.PlatformEntropy;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Entropy;
import io.pawl.stream.codec.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Apps, their peers and channels, on one connection to Kafka. Knows nothing of HTTP. Safe for use
 * by many threads.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  /** For files and bounded reads: none takes long, and disks gain nothing from more. */
  private static final int BLOCKING_THREADS = 8;

  private static final int BLOCKING_QUEUE = 100_000;

  private final GatewaySettings settings;
  private final Credential credential;
  private final ChannelClient client;
  private final Identities identities;
  private final Apps apps;
  private final Tokens tokens;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Sinks.Empty<Void> ready = Sinks.empty();
  private final Disposable.Swap resuming = Disposables.swap();

  /** Whether all apps are back. */
  private volatile boolean resumed;

  private volatile boolean closed;

  private Gateway(GatewaySettings settings, Codec codec, MeterRegistry meters, Clock clock) {
    this.settings = settings;
    Entropy entropy = new PlatformEntropy();
    try {
      Files.createDirectories(settings.folder());
      AppFolders folders = AppFolders.open(settings, entropy);
      credential = Credential.read(settings.credentialFile(), entropy);
      Scheduler blocking =
          Schedulers.newBoundedElastic(BLOCKING_THREADS, BLOCKING_QUEUE, "pawl-gateway", 60, true);
      started.push(blocking::dispose);
      client = keep(ChannelClient.connect(client(settings), codec, meters));
      identities = keep(Identities.connect(settings, codec, blocking));
      // Ends after the apps have: what opens one is not interrupted.
      started.push(resuming::dispose);
      apps =
          keep(
              new Apps(
                  folders,
                  client,
                  identities,
                  settings.limits(),
                  clock,
                  blocking,
                  new Erasures(meters)));
      tokens = new Tokens(settings.audience(), clock, apps::find);
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("the folder " + settings.folder() + " cannot be used", e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    Gauge.builder("pawl.gateway.apps", apps, Apps::count)
        .description("Registered apps")
        .register(meters);
    Gauge.builder("pawl.gateway.streams", apps, Apps::openStreams)
        .description("Streams and long polls that are open")
        .register(meters);
  }

  private static ClientSettings client(GatewaySettings settings) {
    return ClientSettings.of(settings.client(), settings.topics(), settings.processors())
        .with(Delivery.ONCE_ACKNOWLEDGED)
        .with(settings.refresh());
  }

  private <T extends AutoCloseable> T keep(T part) {
    started.push(part);
    return part;
  }

  /**
   * Connects, and lets the apps' channels go on, which takes longer than this call: see {@link
   * #ready}. Blocks until brokers have answered.
   *
   * @param codec of the topics' registry
   * @param clock that tokens are judged by
   * @throws UncheckedIOException if the folder cannot be used
   * @throws io.pawl.channel.vault.VaultFailure if the vaults' key file is missing
   * @throws io.pawl.stream.BrokerUnavailable without an answer in time
   */
  public static Gateway start(
      GatewaySettings settings, Codec codec, MeterRegistry meters, Clock clock) {
    var gateway = new Gateway(settings, codec, meters, clock);
    gateway.resume();
    return gateway;
  }

  private void resume() {
    resuming.update(apps.resume().subscribe(done -> {}, this::notResumed, this::resumed));
  }

  private void resumed() {
    log.info("{} apps are back", apps.count());
    resumed = true;
    ready.tryEmitEmpty();
  }

  /** What fails because the gateway ends is no failure of an app. */
  private void notResumed(Throwable error) {
    if (!closed) {
      ready.tryEmitError(error);
    }
  }

  /** Completes when all apps are back; errors if one cannot be. */
  public Mono<Void> ready() {
    return ready.asMono();
  }

  /**
   * That requests can be answered.
   *
   * @throws GatewayFailure {@code NOT_READY}
   */
  public void checkServing() {
    if (!isServing()) {
      throw GatewayFailure.notReady();
    }
  }

  /** Whether all apps are back, and it does not end. */
  public boolean isServing() {
    return resumed && !closed;
  }

  /** What it was told. */
  public GatewaySettings settings() {
    return settings;
  }

  /** Who may administer it. */
  public Credential credential() {
    return credential;
  }

  /** Its apps. */
  public Apps apps() {
    return apps;
  }

  /** Whose tokens are whose. */
  public Tokens tokens() {
    return tokens;
  }

  /** Who else is there. */
  public Identities identities() {
    return identities;
  }

  /** Reads and writes records of its topics. */
  public Codec codec() {
    return client.codec();
  }

  /** A recent offset of the log where a channel will be, for an OPEN. */
  public Mono<Long> anchor(ChannelId channel) {
    return client.anchor(channel);
  }

  /** Lets go of all apps, which ends their streams. Blocks. */
  @Override
  public void close() {
    closed = true;
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} did not end in order: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
