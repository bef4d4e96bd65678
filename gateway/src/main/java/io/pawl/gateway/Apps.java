package io.pawl.gateway;

import io.pawl.channel.ChannelClient;
import io.pawl.ratchet.Bytes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The apps of one gateway. Safe for use by many threads. */
public final class Apps implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Apps.class);

  /** Apps that look at the log together: they share its readings. */
  private static final int RESUMING = 256;

  /** For the closes of an app's channels; its keys are erased after that, come what may. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final AppFolders folders;
  private final ChannelClient client;
  private final Identities identities;
  private final GatewayLimits limits;
  private final Clock clock;
  private final Scheduler blocking;
  private final Erasures erasures;
  private final Semaphore streams;
  private final NavigableMap<String, HeldApp> held = new ConcurrentSkipListMap<>();

  /** Those too that are on their way into {@link #held} or out of it: whose vaults are open. */
  private final Set<HeldApp> opened = ConcurrentHashMap.newKeySet();

  /** Whoever opens, makes or erases an app reads; {@link #close} waits for them. */
  private final ReadWriteLock closing = new ReentrantReadWriteLock();

  private boolean closed;

  private final Map<String, Mono<Void>> removals = new ConcurrentHashMap<>();
  private final Set<Bytes> keys = ConcurrentHashMap.newKeySet();

  Apps(
      AppFolders folders,
      ChannelClient client,
      Identities identities,
      GatewayLimits limits,
      Clock clock,
      Scheduler blocking,
      Erasures erasures) {
    this.folders = folders;
    this.client = client;
    this.identities = identities;
    this.limits = limits;
    this.clock = clock;
    this.blocking = blocking;
    this.erasures = erasures;
    this.streams = new Semaphore(limits.streams());
  }

  /** Opens all apps and lets their channels go on; completes when they do. */
  Mono<Void> resume() {
    return Flux.fromIterable(folders.all())
        .flatMap(home -> Mono.fromCallable(() -> open(home)).subscribeOn(blocking))
        .flatMap(app -> app.resume().then(identities.publish(app.app())).thenReturn(app), RESUMING)
        .doOnNext(this::goOn)
        .then();
  }

  private void goOn(HeldApp app) {
    add(app);
    if (app.home().isRemoving()) {
      begin(app);
    }
  }

  private HeldApp open(AppHome home) {
    return unlessClosed(() -> {
      HeldApp app =
          HeldApp.open(home, folders, client, limits, streams, System::nanoTime, blocking);
      opened.add(app);
      return app;
    });
  }

  private <T> T unlessClosed(Supplier<T> step) {
    closing.readLock().lock();
    try {
      if (closed) {
        throw GatewayFailure.notReady();
      }
      return step.get();
    } finally {
      closing.readLock().unlock();
    }
  }

  private void add(HeldApp app) {
    keys.add(app.app().publicKey());
    held.put(app.app().id(), app);
  }

  /**
   * Registers an app; gives it when its identity can be found by others. Whoever waits no longer
   * takes nothing back: half an app would be one that nobody can find or remove. Errors with {@link
   * GatewayFailure}: {@code BAD_FIELD}, {@code APP_EXISTS}, {@code TOO_MANY_APPS}, {@code
   * NOT_WRITTEN}.
   */
  public Mono<HeldApp> register(String name, Bytes publicKey, Custody custody) {
    return Mono.defer(() -> registration(name, publicKey, custody).cache());
  }

  private Mono<HeldApp> registration(String name, Bytes publicKey, Custody custody) {
    return Mono.fromCallable(() -> unlessClosed(() -> create(name, publicKey, custody)))
        .subscribeOn(blocking)
        .flatMap(app ->
            app.resume()
                .then(identities.publish(app.app()))
                .doOnSuccess(done -> add(app))
                .thenReturn(app)
                .onErrorResume(error -> undo(app).then(Mono.error(error))));
  }

  private HeldApp create(String name, Bytes publicKey, Custody custody) {
    if (!Tokens.isKey(publicKey)) {
      throw new GatewayFailure(Code.BAD_FIELD, "publicKey must be an Ed25519 public key");
    }
    if (!keys.add(publicKey)) {
      throw new GatewayFailure(Code.APP_EXISTS, "an app with this publicKey is registered");
    }
    try {
      if (keys.size() > limits.apps()) {
        throw new GatewayFailure(
            Code.TOO_MANY_APPS,
            "the gateway has %d apps, and may have no more".formatted(limits.apps()));
      }
      AppHome home = folders.create(name, publicKey, custody, clock.instant());
      try {
        return open(home);
      } catch (RuntimeException e) {
        // Or it would be an app after the next start.
        folders.erase(folders.remove(home));
        throw e;
      }
    } catch (RuntimeException e) {
      keys.remove(publicKey);
      throw e;
    }
  }

  private Mono<Void> undo(HeldApp app) {
    keys.remove(app.app().publicKey());
    return Mono.<Void>fromRunnable(() -> erase(app)).subscribeOn(blocking);
  }

  /** After {@link #close} it is left to the next start: another may have the folder by then. */
  private void erase(HeldApp app) {
    unlessClosed(() -> {
      AppHome removed = folders.remove(app.home());
      letGo(app);
      folders.erase(removed);
      erasures.count(Erasures.Reason.APP_REMOVED);
      return removed;
    });
  }

  private void letGo(HeldApp app) {
    opened.remove(app);
    try {
      app.close();
    } catch (RuntimeException e) {
      log.warn("app {} did not end in order: {}", app.app().id(), e.toString());
    }
  }

  /** The app of that id; null if there is none. */
  public @Nullable HeldApp find(String id) {
    return held.get(id);
  }

  /** At most {@code limit} apps after that one, by id. */
  public List<HeldApp> page(@Nullable String after, int limit) {
    return (after == null ? held : held.tailMap(after, false))
        .values().stream().limit(limit).toList();
  }

  /**
   * Removes an app: closes its channels, makes its identity unknown, erases its keys. At once
   * nobody can use it any more. Asked again while that goes on, it is the same removal.
   *
   * @throws GatewayFailure {@code UNKNOWN_APP}
   */
  public Mono<Void> remove(String id) {
    Mono<Void> underWay = removals.get(id);
    if (underWay != null) {
      return underWay;
    }
    HeldApp app = held.get(id);
    if (app == null) {
      throw new GatewayFailure(Code.UNKNOWN_APP, "no app has this id");
    }
    return begin(app);
  }

  private Mono<Void> begin(HeldApp app) {
    String id = app.app().id();
    Mono<Void> removal =
        removals.computeIfAbsent(
            id,
            it ->
                Mono.<Void>fromCallable(
                        () -> {
                          app.home().markRemoving();
                          held.remove(it);
                          return null;
                        })
                    .subscribeOn(blocking)
                    .then(Mono.defer(() -> removal(app)))
                    .cache());
    removal.doFinally(signal -> removals.remove(id)).subscribe(done -> {}, error -> {});
    return removal;
  }

  private Mono<Void> removal(HeldApp app) {
    Mono<Void> closed =
        app.app().custody() == Custody.SELF ? Mono.empty() : app.channels().closeAll();
    return closed
        .timeout(CLOSING)
        .then(identities.withdraw(app.app()).timeout(CLOSING))
        .onErrorResume(error -> {
          log.warn(
              "app {} is removed without a word to its partners: {}",
              app.app().id(),
              error.toString());
          return Mono.empty();
        })
        .then(Mono.<Void>fromRunnable(() -> erase(app)).subscribeOn(blocking))
        .doOnSuccess(done -> keys.remove(app.app().publicKey()));
  }

  int count() {
    return held.size();
  }

  int openStreams() {
    return limits.streams() - streams.availablePermits();
  }

  /** Lets go of all apps, and opens none any more. Blocks. */
  @Override
  public void close() {
    closing.writeLock().lock();
    try {
      closed = true;
    } finally {
      closing.writeLock().unlock();
    }
    opened.forEach(this::letGo);
  }
}
