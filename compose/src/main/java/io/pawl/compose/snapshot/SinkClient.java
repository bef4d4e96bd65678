package io.pawl.compose.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.compose.CommandFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The snapshots of one sink, over HTTP. All calls throw {@link CommandFailure} if it gives no
 * answer or another than a sink's.
 */
final class SinkClient {
  /** An answer takes milliseconds: it waits for nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String PATH = "/actuator/snapshot";
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI sink;

  /** The one at {@code sink}, without a path. */
  SinkClient(HttpClient http, URI sink) {
    this.http = http;
    this.sink = sink;
  }

  static HttpClient http() {
    return HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  }

  URI sink() {
    return sink;
  }

  /** Asks for snapshots; gives the request's number. */
  long ask() throws InterruptedException {
    return number(send("POST"), "request");
  }

  /** Where its snapshots stand. */
  SinkView look() throws InterruptedException {
    JsonNode answer = send("GET");
    Map<Integer, Long> answered = new HashMap<>();
    Map<Integer, Taken> taken = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : answer.path("snapshots").properties()) {
      int partition = Integer.parseInt(entry.getKey());
      JsonNode state = entry.getValue();
      answered.put(partition, number(state, "answered"));
      JsonNode last = state.path("last");
      if (last.isObject()) {
        taken.put(
            partition,
            new Taken(
                partition,
                number(last, "factsOffset"),
                number(last, "barrier"),
                last.path("at").asText(),
                sink));
      }
    }
    return new SinkView(
        number(answer, "requests"), (int) number(answer, "partitions"), answered, taken);
  }

  private long number(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isIntegralNumber()) {
      throw noSink("its answer has no number '" + name + "'");
    }
    return value.longValue();
  }

  private JsonNode send(String method) throws InterruptedException {
    HttpResponse<String> response = exchange(method);
    if (response.statusCode() != OK && response.statusCode() != UNAVAILABLE) {
      throw noSink("it answered with status " + response.statusCode());
    }
    JsonNode answer;
    try {
      answer = JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw noSink("its answer is no JSON");
    }
    if (response.statusCode() == UNAVAILABLE) {
      throw new CommandFailure(
          "the sink at %s does not run: %s".formatted(sink, answer.path("status").asText()));
    }
    return answer;
  }

  private HttpResponse<String> exchange(String method) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(sink.resolve(PATH))
            .timeout(PATIENCE)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new CommandFailure(
          "no sink can be reached at %s: is it running, and is this its HTTP port?".formatted(sink),
          e);
    } catch (IOException e) {
      throw new CommandFailure("no answer from the sink at %s: %s".formatted(sink, e), e);
    }
  }

  private CommandFailure noSink(String why) {
    return new CommandFailure("%s is no sink of this version: %s".formatted(sink, why));
  }
}
