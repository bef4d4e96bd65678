package io.pawl.gateway;

import io.pawl.channel.ChannelClient;
import io.pawl.channel.FeedEntry;
import io.pawl.channel.Invited;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Decoded;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Carries the records of an app with custody {@code SELF}, both ways, as bytes: none of its keys is
 * here. Safe for use by many threads.
 */
public final class CarriedRecords implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CarriedRecords.class);

  private final Bytes identity;
  private final CarriedChannels channels;
  private final ChannelClient client;
  private final GatewayLimits limits;
  private final Scheduler blocking;
  private final OwnRecord.Rule rule;
  private final LinkedHashMap<ChannelId, Invited> invitations = new LinkedHashMap<>();
  private final Disposable.Swap listening = Disposables.swap();
  private final Sinks.Empty<Void> closed = Sinks.empty();

  /**
   * Where a record stands.
   *
   * @param partition of the log
   * @param logOffset in it
   */
  public record Placed(int partition, long logOffset, ChannelId channel) {}

  /**
   * @param blocking threads that may block
   */
  CarriedRecords(
      Bytes identity,
      CarriedChannels channels,
      ChannelClient client,
      GatewayLimits limits,
      Scheduler blocking) {
    this.identity = identity;
    this.channels = channels;
    this.client = client;
    this.limits = limits;
    this.blocking = blocking;
    this.rule = new OwnRecord.Rule(identity, channels::side, this::isInvited);
  }

  /** Hears of invitations from now on. */
  void listen() {
    listening.update(
        client
            .invited(identity)
            .subscribe(
                this::invited,
                error -> log.warn("{} hears no more: {}", identity, error.toString())));
  }

  private void invited(Invited invited) {
    synchronized (invitations) {
      invitations.put(invited.offer().channel(), invited);
      if (invitations.size() > limits.invitationsPerApp()) {
        invitations.pollFirstEntry();
      }
    }
  }

  private boolean isInvited(ChannelId channel) {
    synchronized (invitations) {
      return invitations.containsKey(channel);
    }
  }

  /** Offers that wait for the app's answer, the oldest first; some may be withdrawn. */
  public List<Invited> invitations() {
    synchronized (invitations) {
      return List.copyOf(invitations.values());
    }
  }

  /**
   * Appends a record of the app to the log, as it is. Errors with {@link GatewayFailure}: {@code
   * MALFORMED}, {@code UNKNOWN_CHANNEL} for whatever is not this app's, {@code TOO_MANY_CHANNELS},
   * {@code UNREADABLE} if its schema cannot be looked up; and {@code NotWritten}.
   *
   * @param value the record's bytes, which must not change any more
   */
  Mono<Placed> post(byte[] value) {
    return decoded(value)
        .publishOn(blocking)
        .flatMap(record -> {
          ChannelId channel = record.channel();
          OwnRecord own = rule.judge(record);
          if (own instanceof OwnRecord.Begins(var side)) {
            // Before the log has it: else a crash between the two would leave the app without it.
            channels.add(channel, side);
          }
          return client
              .append(channel, value)
              .map(offset -> new Placed(client.partition(channel), offset, channel))
              .publishOn(blocking)
              .doOnNext(placed -> written(channel, own));
        });
  }

  private void written(ChannelId channel, OwnRecord own) {
    switch (own) {
      case OwnRecord.Begins _ -> settled(channel);
      case OwnRecord.Ends() -> {
        settled(channel);
        channels.over(channel);
      }
      case OwnRecord.Continues() -> {}
    }
  }

  private void settled(ChannelId channel) {
    synchronized (invitations) {
      invitations.remove(channel);
    }
  }

  private Mono<LogRecord> decoded(byte[] value) {
    return Mono.defer(() ->
        switch (client.codec().decodeLog(value)) {
          case Decoded.Value<LogRecord>(LogRecord record) -> Mono.just(record);
          case Decoded.Malformed<LogRecord>(String why) ->
              Mono.error(
                  new GatewayFailure(Code.MALFORMED, "the body is no record of the log: " + why));
          case Decoded.Waiting<LogRecord>(int schemaId) ->
              client
                  .codec()
                  .resolve(schemaId)
                  .onErrorMap(e ->
                      GatewayFailure.of(
                          Code.UNREADABLE,
                          "schema %d cannot be looked up now".formatted(schemaId),
                          e))
                  .then(decoded(value));
        });
  }

  /**
   * The accepted records of a channel after that offset, and those that come; see {@link
   * ChannelClient#records}. Errors with {@link GatewayFailure} {@code NOT_READY} when the gateway
   * ends.
   *
   * @param after an offset of accepted records; -1 for all that is retained
   * @throws GatewayFailure {@code UNKNOWN_CHANNEL}
   */
  Flux<FeedEntry> read(ChannelId channel, long after) {
    if (channels.side(channel) == null && !isInvited(channel)) {
      throw GatewayFailure.unknownChannel();
    }
    Mono<FeedEntry> ended =
        closed
            .asMono()
            .then(
                Mono.error(() ->
                    GatewayFailure.passing(
                        Code.NOT_READY, "the gateway ends", Duration.ofSeconds(1))));
    return client
        .records(channel, after < 0 ? -1 : after + 1)
        .doOnNext(this::note)
        .takeUntilOther(ended);
  }

  /** The partner may close too. */
  private void note(FeedEntry entry) {
    if (entry instanceof FeedEntry.Found found
        && found.accepted() instanceof Accepted.Passed(Close close)) {
      var _ = blocking.schedule(() -> channels.over(close.channel()));
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    listening.dispose();
    closed.tryEmitEmpty();
  }
}
