package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class ListenerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
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
    Listener listener = Listener.start(new InetSocketAddress(LOOPBACK, 0), router);
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
}
