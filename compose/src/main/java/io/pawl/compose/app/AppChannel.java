package io.pawl.compose.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.compose.CommandFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** One channel, through a gateway. For one thread at a time. */
public final class AppChannel {
  /** Of one answer, so that an end is noticed soon. */
  private static final Duration WAIT = Duration.ofSeconds(10);

  private static final int AT_ONCE = 100;

  private final GatewayClient gateway;
  private final String id;
  private final Deadline deadline;

  /**
   * A message that came.
   *
   * @param id orders a channel's messages, and names each
   */
  public record Received(String id, String text) {}

  AppChannel(GatewayClient gateway, String id, Deadline deadline) {
    this.gateway = gateway;
    this.id = id;
    this.deadline = deadline;
  }

  public String id() {
    return id;
  }

  /** The same channel, for another thread. */
  public AppChannel through(GatewayClient another) {
    return new AppChannel(another, id, deadline);
  }

  /** The channel as the gateway describes it. */
  public JsonNode state() throws InterruptedException {
    return gateway.get("/channels/" + id);
  }

  /** Sends a message, once, however often the gateway has to be asked. */
  public void send(String text) throws InterruptedException {
    ObjectNode body =
        GatewayClient.JSON
            .createObjectNode()
            .put(
                "payload",
                Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8)));
    var _ =
        gateway.put(
            "/channels/" + id + "/messages",
            body,
            Map.of("Idempotency-Key", UUID.randomUUID().toString()));
  }

  /** Gives the next {@code count} messages to {@code each}, and acknowledges them. */
  void receive(long count, Consumer<String> each) throws InterruptedException {
    String after = "";
    for (long left = count; left > 0; ) {
      List<Received> messages = poll(after, (int) Math.min(left, AT_ONCE), deadline.left(WAIT));
      messages.forEach(message -> each.accept(message.text()));
      left -= messages.size();
      if (!messages.isEmpty()) {
        after = messages.getLast().id();
        acknowledge(after);
      } else {
        deadline.require("%d of %d messages did not come".formatted(left, count));
      }
    }
  }

  /**
   * The next messages, as soon as there is any; none if none comes in time.
   *
   * @param after the id of a message that came before; empty for all that are not acknowledged
   */
  public List<Received> poll(String after, int limit, Duration wait) throws InterruptedException {
    JsonNode answer =
        gateway.get(
            "/channels/%s/messages?limit=%d&wait=%d%s"
                .formatted(id, limit, wait.toSeconds(), after.isEmpty() ? "" : "&after=" + after));
    List<Received> messages = new ArrayList<>();
    for (JsonNode message : answer.path("messages")) {
      byte[] payload = Base64.getUrlDecoder().decode(message.path("payload").asText());
      messages.add(new Received(message.path("id").asText(), new String(payload, UTF_8)));
    }
    return messages;
  }

  /** Acknowledges a message, and all before it: they do not come again. */
  public void acknowledge(String message) throws InterruptedException {
    var _ =
        gateway.put(
            "/channels/" + id + "/acknowledgements",
            GatewayClient.JSON.createObjectNode().put("through", message),
            Map.of());
  }

  /** Begins the epoch {@code keyVersion} by a REKEY, and waits until it has begun. */
  public void rekey(int keyVersion, String reason) throws InterruptedException {
    var _ =
        gateway.post(
            "/channels/" + id + "/rekeys",
            GatewayClient.JSON
                .createObjectNode()
                .put("keyVersion", keyVersion)
                .put("reason", reason));
    while (state().path("epoch").asInt() < keyVersion) {
      deadline.require("key version %d has not begun".formatted(keyVersion));
      Thread.sleep(GatewayClient.PAUSE);
    }
  }

  /** Waits until it takes messages. */
  public void awaitOpen() throws InterruptedException {
    while (true) {
      JsonNode channel = state();
      String state = channel.path("state").asText();
      switch (state) {
        case "OPEN", "HEALING" -> {
          return;
        }
        case "CLOSED", "FAILED" ->
            throw new CommandFailure(
                "channel %s is %s%s"
                    .formatted(
                        id,
                        state,
                        channel.hasNonNull("code") ? ": " + channel.path("code").asText() : ""));
        default -> deadline.require("channel %s, which is %s, did not open".formatted(id, state));
      }
      Thread.sleep(GatewayClient.PAUSE);
    }
  }
}
