package io.pawl.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.pawl.stream.BrokerUnavailable;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.TopicMismatch;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.RegistryException;
import io.pawl.stream.registry.SchemaRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings a service up, and takes it down. Waits for brokers and registry as long as it takes, on a
 * thread of its own, so that health can be asked meanwhile; what no waiting mends ends it.
 */
final class ServiceLife implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ServiceLife.class);

  /** For one answer of brokers or registry. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** How long a stop waits for a start that is under way to notice. */
  private static final Duration STARTING_ENDS = Duration.ofSeconds(2);

  private final Service service;
  private final ServiceSettings settings;
  private final MeterRegistry meters;
  private final ObservationRegistry observations;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private volatile Stage stage = new Stage.Starting("nothing was done yet");
  private @Nullable Thread starting;
  private @Nullable SchemaRegistry registry;
  private @Nullable LaneOwner core;

  ServiceLife(
      Service service,
      ServiceSettings settings,
      MeterRegistry meters,
      ObservationRegistry observations) {
    this.service = service;
    this.observations = observations;
    this.settings = settings;
    this.meters = meters;
    Gauge.builder("pawl.ready", this, life -> life.stage().ready() ? 1 : 0)
        .description("1 if the service is ready, else 0; there from the beginning of its start")
        .register(meters);
  }

  /** How far it is. */
  Stage stage() {
    return stage;
  }

  /** Completes when it was stopped; fails with {@link ServiceFailure} if it cannot go on. */
  Future<Void> ended() {
    return ended;
  }

  @Override
  public synchronized void start() {
    settings.warnings().forEach(log::warn);
    starting = Thread.ofPlatform().daemon().name(service.name() + "-start").start(this::startUp);
  }

  private void startUp() {
    try {
      LogIdentity identity = waitingFor("the Kafka brokers", this::topics);
      SchemaRegistry connected = SchemaRegistry.connect(settings.registry());
      keep(connected);
      Codec codec = waitingFor("the schema registry", () -> codec(connected));
      begin(identity, codec);
    } catch (Interrupted e) {
      log.info("stopped before it had begun");
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private synchronized void keep(SchemaRegistry connected) {
    if (stage instanceof Stage.Stopping) {
      connected.close();
      throw new Interrupted();
    }
    registry = connected;
  }

  private LogIdentity topics() {
    ServiceSettings.TopicLayout layout = settings.layout();
    try (TopicAdmin admin = TopicAdmin.connect(settings.client(), PATIENCE)) {
      return layout.create()
          ? admin.ensure(settings.topics(), layout.partitions(), layout.replicationFactor())
          : admin.validate(settings.topics());
    }
  }

  private Codec codec(SchemaRegistry connected) {
    return Codec.create(connected, settings.topics()).blockOptional(PATIENCE).orElseThrow();
  }

  private synchronized void begin(LogIdentity identity, Codec codec) {
    if (stage instanceof Stage.Stopping) {
      return;
    }
    LaneOwner begun =
        settings
            .plan()
            .begin(
                new Ground(
                    settings.client(), settings.topics(), identity, codec, meters, observations));
    core = begun;
    stage = new Stage.Running(begun);
    log.info(
        "{} has begun, on {} with {} partitions",
        service.name(),
        settings.topics().log(),
        identity.partitions());
    begun.ended().subscribe(_ -> {}, this::fail);
  }

  /** What {@code attempt} gives, once nothing that can pass is in its way. */
  private <T> T waitingFor(String what, Supplier<T> attempt) {
    stage = new Stage.Starting("waiting for " + what);
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return attempt.get();
      } catch (BrokerUnavailable | RegistryException.Unavailable e) {
        if (Failures.isFinal(e)) {
          throw e;
        }
        String why = Failures.line(e);
        stage = new Stage.Starting(why);
        log.warn("{}: trying again in {} ms", why, pause.toMillis());
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Interrupted();
    }
  }

  private void fail(Throwable why) {
    synchronized (this) {
      if (stage instanceof Stage.Stopping) {
        return;
      }
      stage = new Stage.Failed(Failures.line(why));
    }
    log.debug("what failed", why);
    ended.completeExceptionally(
        ServiceFailure.failed(
            why instanceof TopicMismatch mismatch
                ? String.join(System.lineSeparator(), mismatch.differences())
                : Failures.line(why)));
  }

  @Override
  public void stop() {
    @Nullable Thread thread;
    @Nullable SchemaRegistry connected;
    @Nullable LaneOwner begun;
    synchronized (this) {
      if (!(stage instanceof Stage.Failed)) {
        stage = new Stage.Stopping();
      }
      thread = starting;
      connected = registry;
      begun = core;
    }
    if (begun != null) {
      log.info("ending: lanes commit what they took");
      begun.close();
      log.info("ended");
    } else if (thread != null) {
      interrupt(thread);
    }
    if (connected != null) {
      connected.close();
    }
    ended.complete(null);
  }

  private static void interrupt(Thread thread) {
    thread.interrupt();
    try {
      var _ = thread.join(STARTING_ENDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return starting != null && !(stage instanceof Stage.Stopping);
  }

  /** After everything else, and stopped before it: health is to be asked until the end. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }

  /** The start was called off. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
