package io.pawl.compose.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as a sink would that is started again, or gone, at a moment of the test's choice. */
final class ScriptedSink implements AutoCloseable {
  /** What a request is answered with. */
  record Answer(int status, String body) {}

  private final HttpServer server;
  private final Queue<Answer> posts;
  private final Queue<Answer> gets;
  private final AtomicInteger asked = new AtomicInteger();

  /** Of each kind the last answer is given again and again. */
  ScriptedSink(List<Answer> posts, List<Answer> gets) throws IOException {
    this.posts = new ArrayDeque<>(posts);
    this.gets = new ArrayDeque<>(gets);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/actuator/snapshot", this::answer);
    server.start();
  }

  /** The answer to a request for snapshots. */
  static Answer request(int number) {
    return new Answer(200, "{\"request\":%d}".formatted(number));
  }

  /** Of a log with one partition, whose last snapshot answered that request. */
  static Answer view(int requests, int answered) {
    return new Answer(
        200,
        """
        {"requests":%d,"partitions":1,"snapshots":{"0":{"answered":%d,"underWay":false,
         "last":{"factsOffset":9,"barrier":4,"at":"2026-01-01T00:00:00Z"}}}}
        """
            .formatted(requests, answered));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How often it was asked for snapshots. */
  int asked() {
    return asked.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean post = exchange.getRequestMethod().equals("POST");
    if (post) {
      asked.incrementAndGet();
    }
    Answer answer = next(post ? posts : gets);
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Answer next(Queue<Answer> answers) {
    return answers.size() > 1 ? answers.remove() : answers.element();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
