package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.node.ObjectNode;

class ListenerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: gateway\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void whoIsAnsweredLastHasNoConnectionAfterTheEnd() throws Exception {
    var asked = new CountDownLatch(1);
    Sinks.Empty<Void> answer = Sinks.empty();
    var router =
        RouterFunctions.route()
            .GET(
                "/",
                request -> {
                  asked.countDown();
                  return answer.asMono().then(Mono.defer(() -> ServerResponse.ok().build()));
                })
            .build();
    Listener listener = Listener.start(new InetSocketAddress(LOOPBACK, 0), router, refused -> {});
    try (var client = new Socket(LOOPBACK, listener.uri().getPort())) {
      client.setSoTimeout((int) PATIENCE.toMillis());
      client.getOutputStream().write(REQUEST);
      assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      var ending = CompletableFuture.runAsync(listener::close);
      answer.tryEmitEmpty();

      assertThat(ending).succeedsWithin(PATIENCE);
      String received =
          new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(received).startsWith("HTTP/1.1 200");
    }
  }

  /** Longer than may be by so little that the server has read all of it when it refuses. */
  private static Stream<Arguments> unreadable() {
    String line = "GET /%s HTTP/1.1";
    String longLine = line.formatted("x".repeat(Listener.LONGEST_LINE - line.length() + 3));
    String longHeaders = "X: " + "x".repeat(Listener.LONGEST_HEADERS);
    return Stream.of(
        Arguments.of("line", longLine, 414, "URI_TOO_LONG"),
        Arguments.of("headers", "GET / HTTP/1.1\r\n" + longHeaders, 431, "HEADERS_TOO_LARGE"),
        Arguments.of("no address", "GET", 400, "BAD_REQUEST"),
        Arguments.of("no text", "\u0000\u0001\u0002", 400, "BAD_REQUEST"),
        Arguments.of("bad encoding", "GET /%zz HTTP/1.1\r\nConnection: close", 400, "BAD_REQUEST"),
        Arguments.of("bad length", "POST / HTTP/1.1\r\nContent-Length: many", 400, "BAD_REQUEST"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void whatCannotBeReadIsAnsweredWithAProblem(String name, String head, int status, String code)
      throws Exception {
    List<Problem> refused = new CopyOnWriteArrayList<>();
    try (Listener listener =
        Listener.start(new InetSocketAddress(LOOPBACK, 0), nothing(), refused::add)) {
      String answer = ask(listener, head);

      assertThat(answer)
          .startsWith("HTTP/1.1 " + status + " ")
          .containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n");
      ObjectNode body = JsonText.read(bodyOf(answer).getBytes(StandardCharsets.UTF_8));
      assertThat(body.path("code").asString()).isEqualTo(code);
      assertThat(body.path("status").asInt()).isEqualTo(status);
      assertThat(refused).extracting(Problem::code).containsExactly(code);
    }
  }

  @Test
  void whatWasAskedBeforeOnTheConnectionIsAnsweredFirst() throws Exception {
    try (Listener listener =
        Listener.start(new InetSocketAddress(LOOPBACK, 0), nothing(), refused -> {})) {
      String answers = ask(listener, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET");

      assertThat(answers).startsWith("HTTP/1.1 204 ").contains("HTTP/1.1 400 ");
      assertThat(bodyOf(answers.substring(answers.indexOf("HTTP/1.1 400 "))))
          .contains("BAD_REQUEST");
    }
  }

  @Test
  void toHeadThereIsNoBody() throws Exception {
    String longHeaders = "X: " + "x".repeat(Listener.LONGEST_HEADERS);
    try (Listener listener =
        Listener.start(new InetSocketAddress(LOOPBACK, 0), nothing(), refused -> {})) {
      String answer = ask(listener, "HEAD / HTTP/1.1\r\n" + longHeaders);

      assertThat(answer).startsWith("HTTP/1.1 431 ");
      assertThat(bodyOf(answer)).isEmpty();
    }
  }

  private static RouterFunction<ServerResponse> nothing() {
    return RouterFunctions.route().GET("/", request -> ServerResponse.noContent().build()).build();
  }

  /** All that comes until the server closes the connection. */
  private static String ask(Listener listener, String head) throws Exception {
    try (var client = new Socket(LOOPBACK, listener.uri().getPort())) {
      client.setSoTimeout((int) PATIENCE.toMillis());
      client.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String bodyOf(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
