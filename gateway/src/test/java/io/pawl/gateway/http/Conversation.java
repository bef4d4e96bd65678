package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.gateway.http.TestApp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What two apps do with each other in most tests. */
final class Conversation {
  private Conversation() {}

  /** A channel that {@code alice} offers, and {@code bob} has heard of. */
  static String offered(TestApp alice, TestApp bob) {
    Reply offered = alice.post("/channels", "{\"peer\":\"" + bob.identity() + "\"}");
    assertThat(offered.status()).as(offered.toString()).isEqualTo(202);
    assertThat(offered.text("state")).isEqualTo("OFFERED");
    String id = offered.text("id");
    assertThat(offered.response().headers().firstValue("Location")).contains("/channels/" + id);
    awaitState(bob, id, "INVITED");
    return id;
  }

  /** A channel that is open at both ends. */
  static String opened(TestApp alice, TestApp bob) {
    String id = offered(alice, bob);
    assertThat(bob.post("/channels/" + id + "/accept").status()).isEqualTo(202);
    awaitState(alice, id, "OPEN");
    awaitState(bob, id, "OPEN");
    return id;
  }

  static void awaitState(TestApp app, String channel, String state) {
    await()
        .atMost(Ground.PATIENCE)
        .untilAsserted(
            () -> assertThat(app.get("/channels/" + channel).text("state")).isEqualTo(state));
  }

  /** What came within the time of a poll. */
  static List<JsonNode> polled(TestApp app, String channel, String query) {
    Reply reply = app.get("/channels/" + channel + "/messages?wait=20&" + query);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    List<JsonNode> messages = new ArrayList<>();
    reply.body().path("messages").forEach(messages::add);
    return messages;
  }

  /** The next messages, none of them acknowledged. */
  static List<String> texts(TestApp app, String channel, int count) {
    List<String> texts = new ArrayList<>();
    String after = "";
    while (texts.size() < count) {
      for (JsonNode message : polled(app, channel, after)) {
        texts.add(text(message));
        after = "after=" + message.path("id").asString();
      }
    }
    return texts;
  }

  static String text(JsonNode message) {
    return new String(
        Base64.getUrlDecoder().decode(message.path("payload").asString()), StandardCharsets.UTF_8);
  }
}
