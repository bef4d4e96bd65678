package io.pawl.gateway;

import io.pawl.channel.ChannelClient;
import io.pawl.channel.FeedEntry;
import io.pawl.channel.Invited;
import io.pawl.channel.Peer;
import io.pawl.channel.PeerChannel;
import io.pawl.channel.Sent;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** An app and what the gateway holds for it. */
public final class HeldApp implements AutoCloseable {
  private final App app;
  private final AppHome home;
  private final GatewayLimits limits;
  private final TokenBucket sends;
  private final TokenBucket rekeys;
  private final UsedTokens usedTokens;
  private final Quota streams;

  /** One of the two: who keeps the keys decides. */
  private final @Nullable Kept kept;

  private final @Nullable CarriedRecords carried;

  /** What there is with custody {@code GATEWAY}. */
  private record Kept(
      SqliteVault vault, SigningKey identity, AppChannels channels, OnceSender sender)
      implements AutoCloseable {
    /** From the last to the first, whichever fails. */
    @Override
    public void close() {
      try (vault;
          sender) {
        channels.close();
      } finally {
        // Nobody signs any more.
        identity.erase();
      }
    }
  }

  private HeldApp(
      App app,
      AppHome home,
      GatewayLimits limits,
      Semaphore allStreams,
      LongSupplier nanos,
      @Nullable Kept kept,
      @Nullable CarriedRecords carried) {
    this.app = app;
    this.home = home;
    this.limits = limits;
    this.sends = new TokenBucket(limits.sendsPerSecond(), Duration.ofSeconds(1), nanos);
    this.rekeys = new TokenBucket(limits.rekeysPerApp(), GatewayLimits.REKEY_PERIOD, nanos);
    this.usedTokens = new UsedTokens(limits.tokensPerApp());
    this.streams = new Quota(limits.streamsPerApp(), allStreams);
    this.kept = kept;
    this.carried = carried;
  }

  /**
   * Opens what an app's folder has. Blocks.
   *
   * @param allStreams places for streams of all apps
   * @param nanos a clock that never goes back
   * @param blocking threads that may block
   */
  static HeldApp open(
      AppHome home,
      AppFolders folders,
      ChannelClient client,
      GatewayLimits limits,
      Semaphore allStreams,
      LongSupplier nanos,
      Scheduler blocking) {
    App app = home.read();
    return switch (app.custody()) {
      case GATEWAY ->
          new HeldApp(
              app,
              home,
              limits,
              allStreams,
              nanos,
              keep(home, folders, client, limits, blocking),
              null);
      case SELF ->
          new HeldApp(
              app,
              home,
              limits,
              allStreams,
              nanos,
              null,
              new CarriedRecords(
                  app.identity(),
                  CarriedChannels.open(home.channels(), limits.channelsPerApp()),
                  client,
                  limits,
                  blocking));
    };
  }

  private static Kept keep(
      AppHome home,
      AppFolders folders,
      ChannelClient client,
      GatewayLimits limits,
      Scheduler blocking) {
    SqliteVault vault = folders.openVault(home);
    SigningKey identity = vault.identity();
    try {
      var sender = new OnceSender(SentMessages.open(home.sent()), identity, blocking);
      try {
        Peer peer = client.peer(identity, vault);
        return new Kept(vault, identity, new AppChannels(peer, limits), sender);
      } catch (RuntimeException e) {
        sender.close();
        throw e;
      }
    } catch (RuntimeException e) {
      identity.erase();
      vault.close();
      throw e;
    }
  }

  /** Who it is. */
  public App app() {
    return app;
  }

  AppHome home() {
    return home;
  }

  UsedTokens usedTokens() {
    return usedTokens;
  }

  /**
   * Its channels.
   *
   * @throws GatewayFailure {@code WRONG_CUSTODY}, if it keeps its keys itself
   */
  public AppChannels channels() {
    return kept().channels();
  }

  private Kept kept() {
    Kept here = kept;
    if (here == null) {
      throw new GatewayFailure(
          Code.WRONG_CUSTODY, "this app keeps its keys itself, and speaks in records");
    }
    return here;
  }

  private CarriedRecords carried() {
    CarriedRecords here = carried;
    if (here == null) {
      throw new GatewayFailure(
          Code.WRONG_CUSTODY, "the gateway keeps this app's keys, and it speaks in messages");
    }
    return here;
  }

  Mono<Void> resume() {
    if (carried != null) {
      carried.listen();
    }
    return kept == null ? Mono.empty() : kept.channels().resume();
  }

  /**
   * Offers that wait for its answer, if it keeps its keys itself.
   *
   * @throws GatewayFailure {@code WRONG_CUSTODY}
   */
  public List<Invited> invitations() {
    return carried().invitations();
  }

  /** Appends a record to the log, if it keeps its keys itself; see {@link CarriedRecords#post}. */
  public Mono<CarriedRecords.Placed> post(byte[] value) {
    return Mono.defer(() -> {
      CarriedRecords records = carried();
      checkSends();
      return records.post(value);
    });
  }

  /**
   * The accepted records of a channel, if it keeps its keys itself; see {@link
   * CarriedRecords#read}.
   *
   * @throws GatewayFailure {@code UNKNOWN_CHANNEL}, {@code WRONG_CUSTODY}
   */
  public Flux<FeedEntry> records(ChannelId channel, long after) {
    if (kept != null) {
      kept.channels().find(channel);
    }
    return carried().read(channel, after);
  }

  private void checkSends() {
    Duration wait = sends.take();
    if (wait != null) {
      throw GatewayFailure.passing(
          Code.SENDS_THROTTLED,
          "an app sends %d messages a second".formatted(limits.sendsPerSecond()),
          wait);
    }
  }

  /**
   * Sends a message; errors with {@link GatewayFailure} and {@code ChannelFailure}.
   *
   * @param idempotencyKey under which it is sent once; null if it is a message of its own
   */
  public Mono<Sent> send(ChannelId channel, byte[] payload, @Nullable String idempotencyKey) {
    return Mono.defer(() -> {
      PeerChannel to = channels().findOpened(channel).channel();
      checkSends();
      return idempotencyKey == null
          ? to.send(payload)
          : kept().sender().send(to, idempotencyKey, payload);
    });
  }

  /**
   * Begins the next epoch of a channel, and gives its number once it has begun; errors with {@link
   * GatewayFailure} and {@code ChannelFailure}. Whoever waits no longer takes nothing back.
   */
  public Mono<Integer> rekey(ChannelId channel, int epoch, Reason reason) {
    return limited(channel).flatMap(to -> to.rekey(epoch, reason));
  }

  /** The same as an idle refresh. */
  public Mono<Integer> bump(ChannelId channel) {
    return limited(channel).flatMap(PeerChannel::bump);
  }

  private Mono<PeerChannel> limited(ChannelId channel) {
    return Mono.fromCallable(() -> {
      HeldChannel.Opened held = channels().findOpened(channel);
      checkRekeys("a channel", limits.rekeysPerChannel(), held.rekeys());
      checkRekeys("an app", limits.rekeysPerApp(), rekeys);
      return held.channel();
    });
  }

  private static void checkRekeys(String whose, int most, TokenBucket bucket) {
    Duration wait = bucket.take();
    if (wait != null) {
      throw GatewayFailure.passing(
          Code.REKEYS_LIMITED, "%s has %d epochs a minute".formatted(whose, most), wait);
    }
  }

  /** Acknowledges all messages of a channel up to that log offset. */
  public Mono<Void> acknowledge(ChannelId channel, long through) {
    return channels()
        .findOpened(channel)
        .mailbox()
        .acknowledge(through, limits.requestTime().dividedBy(2));
  }

  /**
   * That there is a place for another stream now.
   *
   * @throws GatewayFailure {@code TOO_MANY_STREAMS}
   */
  public void checkPlace() {
    if (!streams.hasRoom()) {
      throw noPlace();
    }
  }

  /** {@code stream} while there is a place for it; errors with {@code TOO_MANY_STREAMS}. */
  public <T> Flux<T> inPlace(Flux<T> stream) {
    return Flux.defer(() ->
        streams.take() ? stream.doFinally(signal -> streams.giveBack()) : Flux.error(noPlace()));
  }

  private GatewayFailure noPlace() {
    return GatewayFailure.passing(
        Code.TOO_MANY_STREAMS,
        "an app has at most %d streams and polls at once, and the gateway %d"
            .formatted(limits.streamsPerApp(), limits.streams()),
        Duration.ofSeconds(1));
  }

  /** Lets go of its channels, and closes its vault. Blocks. */
  @Override
  public void close() {
    if (carried != null) {
      carried.close();
    }
    if (kept != null) {
      kept.close();
    }
  }
}
