package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.gateway.Gateway;
import io.pawl.gateway.GatewayFailure;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class DispatchTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  private static final Ground GROUND = new Ground();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void end() {
    GROUND.close();
  }

  /** A channel that a gateway has let go of is no channel that has ended. */
  @ParameterizedTest
  @CsvSource({
    "GET, succeeds, 503",
    "GET, fails, 503",
    "POST, succeeds, 202",
    "POST, fails, 503",
  })
  void aGatewayThatEndsAnswersWithNothingItReadsThen(String method, String outcome, int status) {
    Gateway gateway = GROUND.unlistening(folder);
    Mono<ServerResponse> answer =
        outcome.equals("succeeds")
            ? Answers.json(202, JsonText.object())
            : Mono.error(GatewayFailure.unknownChannel());
    var route =
        new Route(
            HttpMethod.valueOf(method),
            "/",
            Route.Access.EVERYBODY,
            Route.BodyKind.NONE,
            Route.Pace.BOUNDED,
            call ->
                Mono.fromRunnable(gateway::close)
                    .subscribeOn(Schedulers.boundedElastic())
                    .then(answer));
    var router = new Dispatch(gateway, GROUND.meters()).router(List.of(route));
    try (Listener listener = Listener.start(ANY, router, refused -> {})) {
      TestApp.Reply reply =
          TestApp.send(
              HttpRequest.newBuilder(listener.uri()).method(method, BodyPublishers.noBody()));

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.code()).isEqualTo(status == 503 ? "NOT_READY" : "");
    }
  }

  @Test
  void aBodyThatComesAfterTheGatewayEndedChangesNothing() {
    Gateway gateway = GROUND.unlistening(folder);
    AtomicInteger asked = new AtomicInteger();
    var route =
        new Route(
            HttpMethod.POST,
            "/",
            Route.Access.EVERYBODY,
            Route.BodyKind.JSON,
            Route.Pace.BOUNDED,
            call -> {
              asked.incrementAndGet();
              return Answers.json(202, JsonText.object());
            });
    var router = new Dispatch(gateway, GROUND.meters()).router(List.of(route));
    try (Listener listener = Listener.start(ANY, router, refused -> {})) {
      TestApp.Reply reply =
          TestApp.send(
              HttpRequest.newBuilder(listener.uri())
                  .header("Content-Type", "application/json")
                  // The gateway asks for the body when it has let the request in.
                  .expectContinue(true)
                  .POST(
                      BodyPublishers.ofInputStream(() -> {
                        gateway.close();
                        return new ByteArrayInputStream(new byte[] {'{', '}'});
                      })));

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.code()).isEqualTo("NOT_READY");
      assertThat(asked).hasValue(0);
    }
  }
}
