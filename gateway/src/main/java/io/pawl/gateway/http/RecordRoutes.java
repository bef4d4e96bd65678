package io.pawl.gateway.http;

import static io.pawl.gateway.http.Route.Access.APP;

import io.pawl.channel.FeedEntry;
import io.pawl.gateway.Code;
import io.pawl.gateway.Gateway;
import io.pawl.gateway.GatewayFailure;
import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.http.Route.BodyKind;
import io.pawl.ratchet.ChannelId;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What apps can ask that keep their keys themselves, and speak in records. */
final class RecordRoutes {
  /** Some 1.4 MB each at the most. */
  private static final int LARGEST_POLL = 100;

  private final Gateway gateway;
  private final GatewayLimits limits;

  private RecordRoutes(Gateway gateway) {
    this.gateway = gateway;
    this.limits = gateway.settings().limits();
  }

  static List<Route> of(Gateway gateway) {
    var routes = new RecordRoutes(gateway);
    return List.of(
        Route.get("/processors-key", APP, routes::processorsKey),
        Route.get("/anchors", APP, routes::anchor),
        Route.get("/invitations", APP, routes::invitations),
        Route.post("/records", APP, BodyKind.RECORD, routes::post),
        Route.stream("/channels/{id}/records", APP, routes::receive));
  }

  private Mono<ServerResponse> processorsKey(Call call) {
    return Answers.json(200, RecordViews.processorsKey(gateway.settings().processors()));
  }

  private Mono<ServerResponse> anchor(Call call) {
    String channel = call.query("channel");
    if (channel == null || !channel.matches("[0-9a-f]{32}")) {
      throw new GatewayFailure(Code.BAD_FIELD, "channel must be the id of a channel");
    }
    return gateway
        .anchor(ChannelId.fromHex(channel))
        .flatMap(anchor -> Answers.json(200, JsonText.object().put("anchor", anchor)));
  }

  private Mono<ServerResponse> invitations(Call call) {
    return Answers.json(
        200,
        JsonText.object()
            .set(
                "invitations",
                Views.list(
                    call.caller().invitations(),
                    invited -> RecordViews.of(invited, gateway.codec()))));
  }

  private Mono<ServerResponse> post(Call call) {
    return call.caller()
        .post(call.body())
        .flatMap(placed -> Answers.json(201, RecordViews.of(placed)));
  }

  private Mono<ServerResponse> receive(Call call) {
    long after = call.lastEventId();
    ChannelId channel = call.channel();
    // Before the answer begins: it cannot be taken back.
    Flux<FeedEntry> feed = call.caller().records(channel, after);
    return call.wantsEvents() ? stream(call, feed) : poll(call, feed, after);
  }

  private Mono<ServerResponse> stream(Call call, Flux<FeedEntry> feed) {
    call.caller().checkPlace();
    return ServerResponse.ok()
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(
            BodyInserters.fromServerSentEvents(
                call.caller()
                    .inPlace(
                        EventStream.of(
                            feed.map(RecordRoutes::event), Flux.empty(), limits.heartbeat()))));
  }

  private static ServerSentEvent<String> event(FeedEntry entry) {
    return switch (entry) {
      case FeedEntry.Found found ->
          EventStream.placed("record", found.offset(), RecordViews.of(found));
      case FeedEntry.Reached(long offset) when offset < 0 ->
          EventStream.named("reached", JsonText.object());
      case FeedEntry.Reached(long offset) ->
          EventStream.placed("reached", offset, JsonText.object());
    };
  }

  private Mono<ServerResponse> poll(Call call, Flux<FeedEntry> feed, long after) {
    int limit = (int) call.number("limit", LARGEST_POLL, 1, LARGEST_POLL);
    Duration wait = Duration.ofSeconds(call.number("wait", 0, 0, limits.longPoll().toSeconds()));
    Mono<RecordPoll> poll = RecordPoll.of(feed, after, limit, wait);
    return call.caller()
        .inPlace(poll.flux())
        .next()
        .flatMap(polled -> Answers.json(200, RecordViews.of(polled)));
  }
}
