package io.pawl.gateway.http;

import static io.pawl.gateway.http.Route.Access.ADMINISTRATION;

import io.pawl.gateway.App;
import io.pawl.gateway.Apps;
import io.pawl.gateway.Code;
import io.pawl.gateway.Custody;
import io.pawl.gateway.Gateway;
import io.pawl.gateway.GatewayFailure;
import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.HeldApp;
import io.pawl.gateway.HeldChannel;
import io.pawl.gateway.http.Route.BodyKind;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** What administration can ask. */
final class AdministrationRoutes {
  /** Entries on a page, if nothing is said, and at most. */
  private static final int PAGE = 100;

  private static final int LARGEST_PAGE = 1_000;

  /** None has more characters. */
  private static final int LONGEST_REASON = 16;

  /** Within this a removal mostly is done; one that is not goes on. */
  private static final Duration REMOVAL = Duration.ofSeconds(5);

  private final Apps apps;
  private final GatewayLimits limits;

  private AdministrationRoutes(Gateway gateway) {
    this.apps = gateway.apps();
    this.limits = gateway.settings().limits();
  }

  static List<Route> of(Gateway gateway) {
    var routes = new AdministrationRoutes(gateway);
    return List.of(
        OpenApi.route(OpenApi.ADMINISTRATION),
        Route.post("/apps", ADMINISTRATION, BodyKind.JSON, routes::register),
        Route.get("/apps", ADMINISTRATION, routes::list),
        Route.get("/apps/{id}", ADMINISTRATION, routes::show),
        Route.delete("/apps/{id}", ADMINISTRATION, routes::remove),
        Route.post(
            "/apps/{id}/channels/{channel}/rekeys", ADMINISTRATION, BodyKind.JSON, routes::rekey),
        Route.get("/crypto/ratchets", ADMINISTRATION, routes::ratchets));
  }

  private Mono<ServerResponse> register(Call call) {
    Fields fields = call.fields();
    String name = fields.text("name", App.MAX_NAME);
    Bytes publicKey = fields.key("publicKey", App.KEY_LENGTH);
    Custody custody = fields.choice("custody", Custody.GATEWAY);
    fields.noOthers();
    return apps.register(name, publicKey, custody)
        .map(HeldApp::app)
        .flatMap(app -> Answers.at(201, "/apps/" + app.id(), Views.of(app)));
  }

  private Mono<ServerResponse> list(Call call) {
    int limit = (int) call.number("limit", PAGE, 1, LARGEST_PAGE);
    List<HeldApp> page = apps.page(call.query("after"), limit);
    return Answers.json(
        200, JsonText.object().set("apps", Views.list(page, app -> Views.of(app.app()))));
  }

  private Mono<ServerResponse> show(Call call) {
    return Answers.json(200, Views.of(find(call).app()));
  }

  private HeldApp find(Call call) {
    HeldApp app = apps.find(call.path("id"));
    if (app == null) {
      throw new GatewayFailure(Code.UNKNOWN_APP, "no app has this id");
    }
    return app;
  }

  private Mono<ServerResponse> remove(Call call) {
    return apps.remove(call.path("id"))
        .then(Answers.empty(204))
        .timeout(REMOVAL, Answers.empty(202));
  }

  /** Whatever the app does: a key that leaked is the operator's to replace. */
  private Mono<ServerResponse> rekey(Call call) {
    HeldApp app = find(call);
    ChannelId id = call.channel("channel");
    int next = app.channels().findOpened(id).channel().epoch() + 1;
    Fields fields = call.fields();
    // It is for the partner to see, and nobody should give one by saying nothing.
    fields.text("reason", LONGEST_REASON);
    Reason reason = fields.choice("reason", Reason.ROUTINE);
    fields.noOthers();
    return Answers.begun(
        app.rekey(id, next, reason),
        limits.rekeyTime(),
        "/crypto/ratchets?app=%s&channel=%s".formatted(app.app().id(), id),
        next);
  }

  /** Pages by app and channel, which is what {@code after} names. */
  private Mono<ServerResponse> ratchets(Call call) {
    int limit = (int) call.number("limit", PAGE, 1, LARGEST_PAGE);
    String after = Objects.requireNonNullElse(call.query("after"), "");
    List<ObjectNode> page =
        apps.page(null, Integer.MAX_VALUE).stream()
            .filter(app -> isWanted(call, "app", app.app().id()))
            .filter(app -> app.app().custody() == Custody.GATEWAY)
            .flatMap(app ->
                app.channels().page(held -> true, null, Integer.MAX_VALUE).stream()
                    .filter(held -> isWanted(call, "channel", held.id().toString()))
                    .filter(held -> isWanted(call, "state", held.state().name()))
                    .filter(held -> place(app, held).compareTo(after) > 0)
                    .flatMap(held -> ratchet(app, held)))
            .limit(limit)
            .toList();
    ObjectNode json = JsonText.object();
    json.set("ratchets", Views.list(page, each -> each));
    return Answers.json(200, json);
  }

  private static boolean isWanted(Call call, String parameter, String value) {
    String wanted = call.query(parameter);
    return wanted == null || wanted.equals(value);
  }

  private static String place(HeldApp app, HeldChannel held) {
    return app.app().id() + "." + held.id();
  }

  private static Stream<ObjectNode> ratchet(HeldApp app, HeldChannel held) {
    return held instanceof HeldChannel.Opened opened
        ? Stream.of(
            Views.ratchet(app.app().id(), opened.channel().health()).put("id", place(app, held)))
        : Stream.empty();
  }
}
