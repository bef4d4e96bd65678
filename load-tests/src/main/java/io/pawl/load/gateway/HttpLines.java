package io.pawl.load.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pawl.compose.app.AppChannels;
import io.pawl.compose.app.AppIdentity;
import io.pawl.compose.app.AppTokens;
import io.pawl.compose.app.Deadline;
import io.pawl.compose.app.GatewayClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Channels over HTTP, from apps of one gateway to apps of the other: each message is a request with
 * a token and an idempotency key of its own, and comes out of a stream of server-sent events.
 */
final class HttpLines implements AutoCloseable {
  private static final Duration SETTING_UP = Duration.ofMinutes(5);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final int CREATED = 201;
  private static final String DATA = "data:";
  private static final String AUDIENCE = "pawl-gateway";

  private final BenchedSystem system;
  private final Arrivals arrivals;
  private final int acknowledgeEvery;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Line> lines = new ArrayList<>();

  private HttpLines(BenchedSystem system, Arrivals arrivals, int acknowledgeEvery) {
    this.system = system;
    this.arrivals = arrivals;
    this.acknowledgeEvery = acknowledgeEvery;
  }

  /** Opens {@code channels}, as many for each pair of apps. */
  static HttpLines open(
      BenchedSystem system, Arrivals arrivals, int pairs, int channels, int acknowledgeEvery)
      throws IOException, InterruptedException {
    var opened = new HttpLines(system, arrivals, acknowledgeEvery);
    for (int pair = 0; pair < pairs; pair++) {
      opened.open(pair, channels / pairs);
    }
    return opened;
  }

  private void open(int pair, int channels) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(SETTING_UP);
    AppIdentity sender = register(0, "sender-" + pair, deadline);
    AppIdentity receiver = register(1, "receiver-" + pair, deadline);
    var offering = new AppChannels(client(0, sender, deadline), deadline);
    GatewayClient accepting = client(1, receiver, deadline);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      ids.add(offering.offer(String.valueOf(receiver.identity())).id());
    }
    acceptAll(accepting, channels, deadline);
    AppTokens tokens = new AppTokens(sender, AUDIENCE);
    AppTokens receiving = new AppTokens(receiver, AUDIENCE);
    for (String id : ids) {
      awaitOpen(client(0, sender, deadline), id, deadline);
      receive(id, receiving);
      URI messages = system.apps(0).resolve("/channels/" + id + "/messages");
      lines.add(payload -> post(messages, tokens, payload));
    }
  }

  private AppIdentity register(int gateway, String name, Deadline deadline)
      throws IOException, InterruptedException {
    String credential = Files.readString(system.credential(gateway)).strip();
    return AppIdentity.create()
        .register(
            name, new GatewayClient(system.administration(gateway), () -> credential, deadline));
  }

  private GatewayClient client(int gateway, AppIdentity app, Deadline deadline) {
    return new GatewayClient(system.apps(gateway), new AppTokens(app, AUDIENCE)::next, deadline);
  }

  private static void acceptAll(GatewayClient app, int channels, Deadline deadline)
      throws InterruptedException {
    for (int accepted = 0; accepted < channels; ) {
      for (JsonNode channel : app.get("/channels?state=INVITED&limit=100").path("channels")) {
        var _ =
            app.post(
                "/channels/" + channel.path("id").asText() + "/accept",
                GatewayClient.JSON.createObjectNode());
        accepted++;
      }
      deadline.require("%d of %d channels were offered".formatted(accepted, channels));
    }
  }

  private static void awaitOpen(GatewayClient app, String id, Deadline deadline)
      throws InterruptedException {
    while (!app.get("/channels/" + id).path("state").asText().equals("OPEN")) {
      deadline.require("channel " + id + " did not open");
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private void post(URI messages, AppTokens tokens, byte[] payload) throws InterruptedException {
    HttpRequest request =
        request(messages, tokens)
            .timeout(ANSWER)
            .header("Content-Type", "application/octet-stream")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofByteArray(payload))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != CREATED) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      throw new IllegalStateException("no answer from the gateway", e);
    }
  }

  private static HttpRequest.Builder request(URI uri, AppTokens tokens) {
    return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + tokens.next());
  }

  private void receive(String id, AppTokens tokens) {
    HttpRequest request =
        request(system.apps(1).resolve("/channels/" + id + "/messages"), tokens)
            .header("Accept", "text/event-stream")
            .build();
    var _ =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
            .thenAccept(
                response -> Thread.ofVirtual().start(() -> read(id, tokens, response.body())));
  }

  private void read(String id, AppTokens tokens, Stream<String> events) {
    int came = 0;
    try (events) {
      for (String line : (Iterable<String>) events::iterator) {
        if (!line.startsWith(DATA)) {
          continue;
        }
        JsonNode message = GatewayClient.JSON.readTree(line.substring(DATA.length()));
        if (!message.hasNonNull("payload")) {
          continue;
        }
        arrivals.arrived(Base64.getUrlDecoder().decode(message.path("payload").asText()));
        if (++came % acknowledgeEvery == 0) {
          acknowledge(id, tokens, message.path("id").asText());
        }
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is no JSON", e);
    } catch (UncheckedIOException e) {
      // The benchmark has ended; a stream that breaks before lets its messages be missed.
    }
  }

  private void acknowledge(String id, AppTokens tokens, String message) {
    HttpRequest request =
        request(system.apps(1).resolve("/channels/" + id + "/acknowledgements"), tokens)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    GatewayClient.JSON.createObjectNode().put("through", message).toString()))
            .build();
    var _ = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
  }

  List<Line> lines() {
    return lines;
  }

  /** Ends all streams. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
