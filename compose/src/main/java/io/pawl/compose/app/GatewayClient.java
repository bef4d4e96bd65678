package io.pawl.compose.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.compose.CommandFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One gateway, as an app sees it. A gateway that is away is waited for, until the deadline; what it
 * may have begun is asked again only if that is safe.
 */
public final class GatewayClient {
  /** Longer than any answer that waits for messages. */
  private static final Duration ANSWER = Duration.ofSeconds(40);

  private static final Duration CONNECT = Duration.ofSeconds(2);
  static final Duration PAUSE = Duration.ofMillis(100);
  private static final int FIRST_FAILURE = 400;
  private static final int UNAVAILABLE = 503;

  public static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final URI gateway;
  private final Supplier<String> credentials;
  private final Deadline deadline;
  private long outages;

  /**
   * @param credentials a bearer token for the next call
   */
  public GatewayClient(URI gateway, Supplier<String> credentials, Deadline deadline) {
    this.gateway = gateway;
    this.credentials = credentials;
    this.deadline = deadline;
  }

  /** How often it went away, and came back. */
  public long outages() {
    return outages;
  }

  /** Whether a call was answered after the other ones: what was sent may be sent again. */
  private enum Repeat {
    /** It changes nothing, or nothing twice. */
    SAFE,
    /** Only if it was not begun. */
    IF_UNSENT
  }

  public JsonNode get(String path) throws InterruptedException {
    return call(request("GET", path), Repeat.SAFE);
  }

  /** Asks for something that is done once, however often it is asked. */
  public JsonNode put(String path, ObjectNode body, Map<String, String> headers)
      throws InterruptedException {
    return call(post(path, body, headers), Repeat.SAFE);
  }

  public JsonNode post(String path, ObjectNode body) throws InterruptedException {
    return call(post(path, body, Map.of()), Repeat.IF_UNSENT);
  }

  public JsonNode delete(String path) throws InterruptedException {
    return call(request("DELETE", path), Repeat.SAFE);
  }

  private HttpRequest.Builder post(String path, ObjectNode body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    headers.forEach(request::header);
    return request;
  }

  private HttpRequest.Builder request(String method, String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(ANSWER)
        .header("Accept", "application/json")
        .method(method, HttpRequest.BodyPublishers.noBody());
  }

  private JsonNode call(HttpRequest.Builder request, Repeat repeat) throws InterruptedException {
    boolean away = false;
    while (true) {
      IOException failure;
      try {
        // A token is good for one call that changes something.
        HttpRequest next =
            request.setHeader("Authorization", "Bearer " + credentials.get()).build();
        HttpResponse<String> response = http.send(next, HttpResponse.BodyHandlers.ofString());
        outages += away ? 1 : 0;
        if (response.statusCode() != UNAVAILABLE || deadline.isOver()) {
          return answer(response);
        }
        away = false;
        failure = new IOException("it is not ready");
      } catch (IOException e) {
        if (repeat == Repeat.IF_UNSENT && !isUnsent(e)) {
          throw new CommandFailure("no answer from the gateway at " + gateway + ": " + e, e);
        }
        away = true;
        failure = e;
      }
      if (deadline.isOver()) {
        throw new CommandFailure(
            "no gateway answers at %s: is it running, and is this its port? (%s)"
                .formatted(gateway, failure),
            failure);
      }
      Thread.sleep(PAUSE);
    }
  }

  private static boolean isUnsent(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private JsonNode answer(HttpResponse<String> response) {
    JsonNode body;
    try {
      body = response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "%s is no gateway: it answered with status %d and no JSON"
              .formatted(gateway, response.statusCode()),
          e);
    }
    if (response.statusCode() >= FIRST_FAILURE) {
      throw GatewayProblem.of(response.statusCode(), body);
    }
    return body;
  }
}
