package io.pawl.gateway.http;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * One address and method.
 *
 * @param path a pattern, as in the OpenAPI document
 * @param access who may ask
 * @param body what may come with it
 * @param pace how long an answer may take
 * @param handler what is done
 */
record Route(
    HttpMethod method, String path, Access access, BodyKind body, Pace pace, Handler handler) {

  /** Who may ask. */
  enum Access {
    EVERYBODY,
    APP,
    ADMINISTRATION
  }

  /** What comes with a request. */
  enum BodyKind {
    NONE,
    JSON,
    /** JSON, or nothing. */
    OPTIONAL_JSON,
    /** A payload, as it is or in JSON. */
    PAYLOAD,
    /** A record of the log. */
    RECORD
  }

  /** How long an answer may take. */
  enum Pace {
    /** It is done, or fails, within the request time. */
    BOUNDED,
    /** It ends by itself, or with the client. */
    STREAM
  }

  /** What is done. */
  @FunctionalInterface
  interface Handler {
    Mono<ServerResponse> answer(Call call);
  }

  static Route get(String path, Access access, Handler handler) {
    return new Route(HttpMethod.GET, path, access, BodyKind.NONE, Pace.BOUNDED, handler);
  }

  static Route post(String path, Access access, BodyKind body, Handler handler) {
    return new Route(HttpMethod.POST, path, access, body, Pace.BOUNDED, handler);
  }

  static Route delete(String path, Access access, Handler handler) {
    return new Route(HttpMethod.DELETE, path, access, BodyKind.NONE, Pace.BOUNDED, handler);
  }

  static Route stream(String path, Access access, Handler handler) {
    return new Route(HttpMethod.GET, path, access, BodyKind.NONE, Pace.STREAM, handler);
  }
}
