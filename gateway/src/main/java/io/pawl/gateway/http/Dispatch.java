package io.pawl.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pawl.gateway.Code;
import io.pawl.gateway.Gateway;
import io.pawl.gateway.GatewayFailure;
import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.HeldApp;
import io.pawl.stream.codec.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * What is done for every route: who asks, whether that may come with it and how much, how long it
 * may take, what becomes of failures, metrics and the access log. In that order: nothing is read of
 * a request that may not ask.
 */
final class Dispatch {
  /** Method, route, status and app; no address that an app chose, no token, no payload. */
  private static final Logger access = LoggerFactory.getLogger("io.pawl.gateway.access");

  /** One record of the log, as its bytes are there. */
  private static final MediaType RECORD = new MediaType("application", "vnd.pawl.record");

  private static final String BEARER = "Bearer ";
  private static final byte[] NOTHING = {};

  private final Gateway gateway;
  private final GatewayLimits limits;
  private final MeterRegistry meters;

  Dispatch(Gateway gateway, MeterRegistry meters) {
    this.gateway = gateway;
    this.limits = gateway.settings().limits();
    this.meters = meters;
    // Who asks how much a counter grew knows nothing of one that begins with its first problem.
    for (Code code : Code.values()) {
      problems(code.name());
    }
  }

  /** Routes to these, and to problems. */
  RouterFunction<ServerResponse> router(List<Route> routes) {
    RouterFunctions.Builder router = RouterFunctions.route();
    for (Route route : routes) {
      router.route(
          RequestPredicates.method(route.method()).and(RequestPredicates.path(route.path())),
          request -> observed(route, answer(request, route)));
    }
    for (Route route : routes) {
      router.route(
          RequestPredicates.path(route.path()),
          request ->
              observed(
                  null,
                  Mono.error(new GatewayFailure(Code.METHOD_NOT_ALLOWED, "see openapi.json"))));
    }
    return router
        .route(
            RequestPredicates.all(),
            request ->
                observed(null, Mono.error(new GatewayFailure(Code.NOT_FOUND, "see openapi.json"))))
        .build();
  }

  private Mono<ServerResponse> answer(ServerRequest request, Route route) {
    Mono<ServerResponse> answer =
        Mono.defer(() -> {
          gateway.checkServing();
          @Nullable HeldApp app = admit(request, route);
          checkType(request, route.body());
          return body(request, route.body())
              .flatMap(body -> {
                // Again: the gateway may have ended before the body came.
                gateway.checkServing();
                return route.handler().answer(new Call(request, app, body));
              });
        });
    Mono<ServerResponse> paced =
        switch (route.pace()) {
          case BOUNDED -> answer.timeout(limits.requestTime());
          case STREAM -> answer;
        };
    return whileServing(paced, route.method().equals(HttpMethod.GET));
  }

  /**
   * Takes back what was read, and what went wrong, while the gateway let go of its channels: a
   * client would take it for their state. A change that was made is told as it is.
   */
  private Mono<ServerResponse> whileServing(Mono<ServerResponse> answer, boolean reads) {
    return answer
        .doOnNext(response -> {
          if (reads) {
            gateway.checkServing();
          }
        })
        .onErrorResume(
            failure -> Mono.fromRunnable(gateway::checkServing).then(Mono.error(failure)));
  }

  private @Nullable HeldApp admit(ServerRequest request, Route route) {
    return switch (route.access()) {
      case EVERYBODY -> null;
      case APP ->
          gateway
              .tokens()
              .authenticate(
                  bearer(request, Code.NO_TOKEN, "a JWT of the app"),
                  !route.method().equals(HttpMethod.GET));
      case ADMINISTRATION -> {
        String given = bearer(request, Code.BAD_CREDENTIAL, "the administration's credential");
        if (!gateway.credential().is(given)) {
          throw new GatewayFailure(Code.BAD_CREDENTIAL, "this is another one");
        }
        yield null;
      }
    };
  }

  private static String bearer(ServerRequest request, Code missing, String what) {
    List<String> given = request.headers().header(HttpHeaders.AUTHORIZATION);
    if (given.size() != 1 || !given.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new GatewayFailure(missing, "the header Authorization: Bearer must have " + what);
    }
    return given.getFirst().substring(BEARER.length()).strip();
  }

  private static void checkType(ServerRequest request, Route.BodyKind kind) {
    MediaType type = request.headers().contentType().orElse(null);
    boolean json = type != null && type.isCompatibleWith(MediaType.APPLICATION_JSON);
    boolean bytes = type != null && type.isCompatibleWith(MediaType.APPLICATION_OCTET_STREAM);
    switch (kind) {
      case NONE -> {}
      case JSON -> require(json, "application/json");
      case OPTIONAL_JSON ->
          require(json || !hasBody(request), "application/json, or there must be none");
      case PAYLOAD -> require(json || bytes, "application/octet-stream or application/json");
      case RECORD ->
          require(type != null && type.isCompatibleWith(RECORD), "application/vnd.pawl.record");
    }
  }

  private static boolean hasBody(ServerRequest request) {
    ServerRequest.Headers headers = request.headers();
    return headers.contentLength().orElse(0) > 0
        || !headers.header(HttpHeaders.TRANSFER_ENCODING).isEmpty();
  }

  private static void require(boolean holds, String types) {
    if (!holds) {
      throw new GatewayFailure(Code.UNSUPPORTED_MEDIA_TYPE, "the body must be " + types);
    }
  }

  private Mono<byte[]> body(ServerRequest request, Route.BodyKind kind) {
    int most =
        switch (kind) {
          case NONE -> 0;
          case JSON, OPTIONAL_JSON -> GatewayLimits.SMALL_BODY;
          case PAYLOAD -> Math.toIntExact(limits.bodyBytes());
          case RECORD -> Math.toIntExact(Math.min(limits.bodyBytes(), Codec.MAX_VALUE_BYTES));
        };
    if (most == 0) {
      return Mono.just(NOTHING);
    }
    if (request.headers().contentLength().orElse(0) > most) {
      return Mono.error(tooLarge(most, null));
    }
    return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), most)
        .map(buffer -> {
          byte[] bytes = new byte[buffer.readableByteCount()];
          buffer.read(bytes);
          DataBufferUtils.release(buffer);
          return bytes;
        })
        .onErrorMap(DataBufferLimitException.class, e -> tooLarge(most, e))
        .defaultIfEmpty(NOTHING);
  }

  private static GatewayFailure tooLarge(int most, @Nullable Throwable cause) {
    String detail = "the body may have " + most + " bytes";
    return cause == null
        ? new GatewayFailure(Code.BODY_TOO_LARGE, detail)
        : GatewayFailure.of(Code.BODY_TOO_LARGE, detail, cause);
  }

  private Mono<ServerResponse> observed(@Nullable Route route, Mono<ServerResponse> answer) {
    Timer.Sample began = Timer.start(meters);
    return answer
        .onErrorResume(failure -> {
          Problem problem = Problem.of(failure);
          count(problem);
          return Answers.problem(problem);
        })
        .doOnNext(response -> {
          // A method or an address that is not ours would be a label without bound.
          String method = route == null ? "other" : route.method().name();
          String path = route == null ? "other" : route.path();
          int status = response.statusCode().value();
          began.stop(
              Timer.builder("pawl.gateway.requests")
                  .description("Time until an answer begins")
                  .tag("method", method)
                  .tag("route", path)
                  .tag("status", String.valueOf(status))
                  .register(meters));
          access.debug("{} {} {}", method, path, status);
        });
  }

  /** Codes are a closed list: those of {@link Code} and of the protocol. */
  void count(Problem problem) {
    problems(problem.code()).increment();
  }

  private Counter problems(String code) {
    return meters.counter("pawl.gateway.problems", "code", code);
  }
}
