package io.pawl.gateway.http;

import static io.pawl.gateway.http.Route.Access.APP;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.channel.Refresh;
import io.pawl.gateway.App;
import io.pawl.gateway.AppChannels;
import io.pawl.gateway.ChannelState;
import io.pawl.gateway.Code;
import io.pawl.gateway.Gateway;
import io.pawl.gateway.GatewayFailure;
import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.HeldChannel;
import io.pawl.gateway.http.Route.BodyKind;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What apps can ask. */
final class AppRoutes {
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  /** Some 1.4 MB each at the most. */
  private static final int LARGEST_POLL = 100;

  private static final String KEY_FORM = "[\\x21-\\x7e]{1,64}";

  private final Gateway gateway;
  private final GatewayLimits limits;

  private final Counter sent;
  private final Counter delivered;

  private AppRoutes(Gateway gateway, MeterRegistry meters) {
    this.gateway = gateway;
    this.sent = counter(meters, "sent");
    this.delivered = counter(meters, "delivered");
    this.limits = gateway.settings().limits();
  }

  private static Counter counter(MeterRegistry meters, String way) {
    return Counter.builder("pawl.gateway.messages")
        .description("Messages of apps, by way")
        .tag("way", way)
        .register(meters);
  }

  static List<Route> of(Gateway gateway, MeterRegistry meters) {
    var routes = new AppRoutes(gateway, meters);
    return List.of(
        OpenApi.route(OpenApi.APPS),
        Route.get("/app", APP, routes::app),
        Route.get("/identities", APP, routes::identities),
        Route.post("/channels", APP, BodyKind.JSON, routes::open),
        Route.get("/channels", APP, routes::list),
        Route.get("/channels/{id}", APP, routes::show),
        Route.delete("/channels/{id}", APP, routes::close),
        Route.post("/channels/{id}/accept", APP, BodyKind.OPTIONAL_JSON, routes::accept),
        Route.post("/channels/{id}/decline", APP, BodyKind.NONE, routes::decline),
        Route.post("/channels/{id}/messages", APP, BodyKind.PAYLOAD, routes::send),
        Route.stream("/channels/{id}/messages", APP, routes::receive),
        Route.post("/channels/{id}/acknowledgements", APP, BodyKind.JSON, routes::acknowledge),
        Route.post("/channels/{id}/rekeys", APP, BodyKind.JSON, routes::rekey),
        Route.post("/channels/{id}/bumps", APP, BodyKind.NONE, routes::bump),
        Route.get("/approvals", APP, routes::approvals),
        Route.post("/approvals/{offerId}", APP, BodyKind.NONE, routes::approve));
  }

  private Mono<ServerResponse> app(Call call) {
    return Answers.json(200, Views.of(call.caller().app()));
  }

  private Mono<ServerResponse> identities(Call call) {
    return gateway
        .identities()
        .find(call.query("name"), LARGEST_PAGE)
        .flatMap(found -> Answers.json(200, Views.list(found, Views::of)));
  }

  private Mono<ServerResponse> open(Call call) {
    Fields fields = call.fields();
    Bytes partner = fields.key("peer", App.KEY_LENGTH);
    Policy policy = policy(fields.object("policy"));
    Refresh refresh = refresh(fields.object("refresh"));
    fields.noOthers();
    if (partner.equals(call.caller().app().identity())) {
      throw new GatewayFailure(Code.BAD_FIELD, "peer must be another app's identity");
    }
    return call.caller()
        .channels()
        .open(partner, policy, refresh)
        .flatMap(channel -> Answers.at(202, address(channel.id()), Views.of(channel)));
  }

  private static Policy policy(@Nullable Fields fields) {
    Policy otherwise = Policy.DEFAULT;
    if (fields == null) {
      return otherwise;
    }
    var policy =
        new Policy(
            fields.whole("slotMessages", otherwise.slotMessages(), 16, 65_536),
            fields.whole("overlap", otherwise.overlap(), 1, 65_536),
            fields.whole("window", otherwise.window(), 16, 4_096),
            fields.whole("cellBytes", otherwise.cellBytes(), 64, 65_536),
            fields.whole("slotLookahead", otherwise.slotLookahead(), 2, 16),
            fields.whole("rekeyBurst", otherwise.rekeyBurst(), 1, 255),
            fields.whole("idleBumps", otherwise.idleBumps(), 1, 255),
            fields.whole("approvalsNeeded", 0, 0, Policy.MAX_APPROVERS),
            fields.whole("approvalKinds", 0, 0, 15),
            fields.keys("approvers", App.KEY_LENGTH, Policy.MAX_APPROVERS));
    fields.noOthers();
    if (!policy.isWithinLimits()) {
      throw new GatewayFailure(
          Code.POLICY_REFUSED,
          "values of the policy do not fit each other: see its limits in openapi.json");
    }
    return policy;
  }

  /** Null if the gateway's settings are to hold. */
  private static @Nullable Refresh refresh(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    var refresh =
        new Refresh(
            Duration.ofSeconds(
                fields.whole("idleBumpAfter", 0, 0, (int) Refresh.LONGEST.toSeconds())),
            fields.whole("afterReceived", 0, 0, Integer.MAX_VALUE),
            fields.choice("when", Refresh.When.BACKGROUND));
    fields.noOthers();
    return refresh;
  }

  private static String address(ChannelId id) {
    return "/channels/" + id;
  }

  private Mono<ServerResponse> list(Call call) {
    int limit = (int) call.number("limit", PAGE, 1, LARGEST_PAGE);
    List<HeldChannel> page =
        call.caller().channels().page(inState(call.query("state")), after(call), limit);
    return Answers.json(200, JsonText.object().set("channels", Views.list(page, Views::of)));
  }

  private static Predicate<HeldChannel> inState(@Nullable String state) {
    if (state == null) {
      return channel -> true;
    }
    ChannelState wanted =
        Arrays.stream(ChannelState.values())
            .filter(each -> each.name().equals(state))
            .findFirst()
            .orElseThrow(() ->
                new GatewayFailure(
                    Code.BAD_FIELD,
                    "state must be one of " + Arrays.toString(ChannelState.values())));
    return channel -> channel.state() == wanted;
  }

  private static @Nullable ChannelId after(Call call) {
    String after = call.query("after");
    if (after == null) {
      return null;
    }
    if (!after.matches("[0-9a-f]{32}")) {
      throw new GatewayFailure(Code.BAD_FIELD, "after must be the id of a channel");
    }
    return ChannelId.fromHex(after);
  }

  private Mono<ServerResponse> show(Call call) {
    return Answers.json(200, Views.of(call.caller().channels().find(call.channel())));
  }

  private Mono<ServerResponse> accept(Call call) {
    ChannelId id = call.channel();
    AppChannels channels = call.caller().channels();
    // Before the body is understood: whoever has no such channel learns nothing else.
    channels.find(id);
    Fields fields = call.fieldsIfAny();
    Refresh refresh = refresh(fields.object("refresh"));
    fields.noOthers();
    HeldChannel channel = channels.accept(id, refresh);
    return Answers.at(202, address(channel.id()), Views.of(channel));
  }

  private Mono<ServerResponse> decline(Call call) {
    ChannelId id = call.channel();
    return call.caller().channels().decline(id).then(Mono.defer(() -> shown(call, id)));
  }

  private Mono<ServerResponse> close(Call call) {
    ChannelId id = call.channel();
    call.caller().channels().close(id);
    return shown(call, id);
  }

  private Mono<ServerResponse> shown(Call call, ChannelId id) {
    return Answers.at(202, address(id), Views.of(call.caller().channels().find(id)));
  }

  private Mono<ServerResponse> send(Call call) {
    ChannelId id = call.channel();
    // Before the body is understood: whoever has no such channel learns nothing else.
    call.caller().channels().findOpened(id);
    String key = call.header("Idempotency-Key");
    if (key != null && !key.matches(KEY_FORM)) {
      throw new GatewayFailure(
          Code.BAD_FIELD, "Idempotency-Key must be 1 to 64 visible ASCII characters");
    }
    return call.caller()
        .send(id, payload(call), key)
        .doOnNext(done -> sent.increment())
        .flatMap(sent -> Answers.json(201, Views.of(sent)));
  }

  private static byte[] payload(Call call) {
    MediaType type = Objects.requireNonNull(call.contentType());
    if (type.isCompatibleWith(MediaType.APPLICATION_OCTET_STREAM)) {
      return call.body();
    }
    Fields fields = call.fields();
    byte[] payload = fields.bytes("payload");
    fields.noOthers();
    return payload;
  }

  private Mono<ServerResponse> receive(Call call) {
    HeldChannel.Opened channel = call.caller().channels().findOpened(call.channel());
    return call.wantsEvents() ? stream(call, channel) : poll(call, channel);
  }

  private Mono<ServerResponse> stream(Call call, HeldChannel.Opened channel) {
    long after = call.lastEventId();
    // Before the answer begins: it cannot be taken back.
    call.caller().checkPlace();
    return ServerResponse.ok()
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(
            BodyInserters.fromServerSentEvents(
                call.caller()
                    .inPlace(MessageStream.of(channel, after, limits.heartbeat(), delivered))));
  }

  private Mono<ServerResponse> poll(Call call, HeldChannel.Opened channel) {
    long after = call.number("after", -1, 0, Long.MAX_VALUE);
    int limit = (int) call.number("limit", LARGEST_POLL, 1, LARGEST_POLL);
    long wait = call.number("wait", 0, 0, limits.longPoll().toSeconds());
    return call.caller()
        .inPlace(channel.mailbox().poll(after, limit, Duration.ofSeconds(wait)).flux())
        .next()
        .doOnNext(messages -> delivered.increment(messages.size()))
        .flatMap(messages ->
            Answers.json(200, JsonText.object().set("messages", Views.list(messages, Views::of))));
  }

  private Mono<ServerResponse> acknowledge(Call call) {
    ChannelId id = call.channel();
    call.caller().channels().findOpened(id);
    Fields fields = call.fields();
    String through = fields.text("through", 18);
    fields.noOthers();
    if (!through.matches("[0-9]{1,18}")) {
      throw new GatewayFailure(Code.BAD_FIELD, "through must be the id of a message");
    }
    return call.caller().acknowledge(id, Long.parseLong(through)).then(Answers.empty(204));
  }

  private Mono<ServerResponse> rekey(Call call) {
    ChannelId id = call.channel();
    call.caller().channels().findOpened(id);
    Fields fields = call.fields();
    int keyVersion = fields.whole("keyVersion", 0, 1, Integer.MAX_VALUE);
    Reason reason = fields.choice("reason", Reason.ROUTINE);
    fields.noOthers();
    if (keyVersion == 0) {
      throw new GatewayFailure(Code.BAD_FIELD, "keyVersion must be given: the current one and 1");
    }
    return begun(call.caller().rekey(id, keyVersion, reason), id, keyVersion);
  }

  private Mono<ServerResponse> bump(Call call) {
    ChannelId id = call.channel();
    int next = call.caller().channels().findOpened(id).channel().epoch() + 1;
    return begun(call.caller().bump(id), id, next);
  }

  private Mono<ServerResponse> begun(Mono<Integer> epoch, ChannelId id, int expected) {
    return Answers.begun(epoch, limits.rekeyTime(), address(id), expected);
  }

  private Mono<ServerResponse> approvals(Call call) {
    return Answers.json(
        200,
        JsonText.object()
            .set("approvals", Views.list(call.caller().channels().approvals(), Views::of)));
  }

  private Mono<ServerResponse> approve(Call call) {
    String id = call.path("offerId");
    if (!id.matches("[A-Za-z0-9_-]{43}")) {
      throw new GatewayFailure(Code.UNKNOWN_OFFER, "no offer of that id waits for this app");
    }
    Bytes offerId = Bytes.wrap(Base64.getUrlDecoder().decode(id));
    return call.caller().channels().approve(offerId).then(Answers.empty(202));
  }
}
