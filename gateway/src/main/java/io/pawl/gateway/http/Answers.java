package io.pawl.gateway.http;

import java.net.URI;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The forms that answers have. */
final class Answers {
  private Answers() {}

  static Mono<ServerResponse> json(int status, JsonNode body) {
    return ServerResponse.status(HttpStatusCode.valueOf(status))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(JsonText.bytes(body));
  }

  static Mono<ServerResponse> at(int status, String location, JsonNode body) {
    return ServerResponse.status(HttpStatusCode.valueOf(status))
        .location(URI.create(location))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(JsonText.bytes(body));
  }

  /**
   * That an epoch began: 200; or is offered, if its partner does not answer in time: 202. Then it
   * begins when the partner is back, or its offer expires.
   *
   * @param address where the channel can be looked at
   * @param expected the number of the epoch
   */
  static Mono<ServerResponse> begun(
      Mono<Integer> epoch, Duration patience, String address, int expected) {
    return epoch
        .timeout(patience, Mono.empty())
        .flatMap(begun -> json(200, keyVersion(begun)))
        .switchIfEmpty(Mono.defer(() -> at(202, address, keyVersion(expected))));
  }

  private static JsonNode keyVersion(int epoch) {
    return JsonText.object().put("keyVersion", epoch);
  }

  static Mono<ServerResponse> empty(int status) {
    return ServerResponse.status(HttpStatusCode.valueOf(status)).build();
  }

  static Mono<ServerResponse> problem(Problem problem) {
    ServerResponse.BodyBuilder answer =
        ServerResponse.status(HttpStatusCode.valueOf(problem.status()))
            .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE));
    if (problem.retryAfter() != null) {
      answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfterSeconds()));
    }
    if (problem.status() == 401) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    return answer.bodyValue(JsonText.bytes(problem.json()));
  }
}
