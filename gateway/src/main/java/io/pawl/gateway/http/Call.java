package io.pawl.gateway.http;

import io.pawl.gateway.Code;
import io.pawl.gateway.GatewayFailure;
import io.pawl.gateway.HeldApp;
import io.pawl.ratchet.ChannelId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * A request that passed the door: who asks, and what came with it.
 *
 * @param app whose token it is; null where none is asked for
 * @param body empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Used once, and compared by nobody.
record Call(ServerRequest request, @Nullable HeldApp app, byte[] body) {
  /** Digits of the longest number in a query. */
  private static final int MAX_DIGITS = 18;

  /** The app that asks. */
  HeldApp caller() {
    if (app == null) {
      throw new IllegalStateException("the route asks for no token");
    }
    return app;
  }

  /** The fields of a JSON body. */
  Fields fields() {
    return Fields.of(JsonText.read(body));
  }

  /** The same; none if there is no body. */
  Fields fieldsIfAny() {
    return body.length == 0 ? Fields.of(JsonText.object()) : fields();
  }

  /** A part of the path. */
  String path(String name) {
    return request.pathVariable(name);
  }

  /** The channel that the path names: what is no id names none. */
  ChannelId channel() {
    return channel("id");
  }

  /** The channel that this part of the path names. */
  ChannelId channel(String part) {
    String id = path(part);
    if (!id.matches("[0-9a-f]{32}")) {
      throw GatewayFailure.unknownChannel();
    }
    return ChannelId.fromHex(id);
  }

  /** A parameter of the query; null if it is not there. */
  @Nullable String query(String name) {
    try {
      return request.queryParam(name).filter(text -> !text.isEmpty()).orElse(null);
    } catch (IllegalArgumentException e) {
      throw GatewayFailure.of(Code.BAD_REQUEST, "the query is not encoded as it must be", e);
    }
  }

  /** A whole number from the query; {@code otherwise} if it is not there. */
  long number(String name, long otherwise, long least, long most) {
    String text = query(name);
    if (text == null) {
      return otherwise;
    }
    long value = text.matches("[0-9]{1," + MAX_DIGITS + "}") ? Long.parseLong(text) : least - 1;
    if (value < least || value > most) {
      throw new GatewayFailure(
          Code.BAD_FIELD, "%s must be a whole number from %d to %d".formatted(name, least, most));
    }
    return value;
  }

  /** A header; null if it is not there. */
  @Nullable String header(String name) {
    return request.headers().firstHeader(name);
  }

  /** Whether the client takes answers of that type and says so, or takes any. */
  boolean accepts(MediaType type) {
    return request.headers().accept().stream().anyMatch(each -> each.isCompatibleWith(type));
  }

  /**
   * Whether the client wants server-sent events, and not JSON.
   *
   * @throws GatewayFailure {@code NOT_ACCEPTABLE}: it takes neither
   */
  boolean wantsEvents() {
    boolean json = accepts(MediaType.APPLICATION_JSON);
    if (!json && !accepts(MediaType.TEXT_EVENT_STREAM)) {
      throw new GatewayFailure(
          Code.NOT_ACCEPTABLE, "there is text/event-stream and application/json");
    }
    return !json;
  }

  /** What a stream goes on after, from the header or the query; -1 if that is not said. */
  long lastEventId() {
    String id = header("Last-Event-ID");
    if (id == null) {
      return number("after", -1, 0, Long.MAX_VALUE);
    }
    if (!id.matches("[0-9]{1," + MAX_DIGITS + "}")) {
      throw new GatewayFailure(Code.BAD_FIELD, "Last-Event-ID must be the id of an event");
    }
    return Long.parseLong(id);
  }

  /** The type of the body. */
  @Nullable MediaType contentType() {
    return request.headers().contentType().orElse(null);
  }
}
