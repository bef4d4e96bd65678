package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.gateway.http.TestApp.Reply;
import io.pawl.ratchet.ChannelId;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An app that does not read what it is sent. */
@Timeout(120)
class SlowAppTest {
  /** So few are more than a channel holds that nobody acknowledges. */
  private static final int LARGE_MESSAGES = 8;

  private static final int LARGE = 900_000;

  @TempDir private Path folder = Path.of("");
  private Ground ground;
  private HttpGateway gateway;
  private TestApp alice;
  private TestApp bob;
  private TestApp carol;

  @BeforeEach
  void start() {
    ground = new Ground();
    gateway = ground.gateway(folder);
    alice = TestApp.register(gateway, Ground.credential(folder), "alice");
    bob = TestApp.register(gateway, Ground.credential(folder), "bob");
    carol = TestApp.register(gateway, Ground.credential(folder), "carol");
  }

  @AfterEach
  void stop() {
    gateway.close();
    ground.close();
  }

  private static int partition(String channel) {
    return ChannelId.fromHex(channel).partition(Ground.PARTITIONS);
  }

  /** In that partition: what shares one is most likely to be held up. */
  private String opened(TestApp with, int partition) {
    String id = Conversation.opened(alice, with);
    while (partition(id) != partition) {
      id = Conversation.opened(alice, with);
    }
    return id;
  }

  private static String large(int number) {
    return number + "x".repeat(LARGE);
  }

  @Test
  void itHoldsUpThatChannelAndNoOther() throws Exception {
    String slow = Conversation.opened(alice, bob);
    String another = opened(bob, partition(slow));
    String carols = opened(carol, partition(slow));
    HttpRequest stream =
        bob.request("/channels/" + slow + "/messages")
            .header("Accept", "text/event-stream")
            .build();
    try (InputStream unread = TestApp.HTTP.send(stream, BodyHandlers.ofInputStream()).body()) {
      for (int number = 0; number < LARGE_MESSAGES; number++) {
        assertThat(alice.say(slow, large(number), null).status()).isEqualTo(201);
      }
      await()
          .atMost(Ground.PATIENCE)
          .until(() -> ground.meters().get("pawl.channel.fell.behind").counter().count() > 0);

      talk(bob, another);
      talk(carol, carols);
      assertThat(bob.say(slow, "I am here", null).status()).isEqualTo(201);
      assertThat(Conversation.texts(alice, slow, 1)).containsExactly("I am here");
      assertThat(unread.read()).isNotNegative();
    }

    assertThat(read(slow))
        .isEqualTo(IntStream.range(0, LARGE_MESSAGES).mapToObj(SlowAppTest::large).toList());
  }

  private void talk(TestApp other, String channel) {
    assertThat(alice.say(channel, "to", null).status()).isEqualTo(201);
    assertThat(Conversation.texts(other, channel, 1)).containsExactly("to");
    assertThat(other.say(channel, "fro", null).status()).isEqualTo(201);
    assertThat(Conversation.texts(alice, channel, 1)).containsExactly("fro");
  }

  /** All that bob was sent there, acknowledged as it comes. */
  private List<String> read(String channel) {
    List<String> texts = new ArrayList<>();
    while (texts.size() < LARGE_MESSAGES) {
      for (JsonNode message : Conversation.polled(bob, channel, "limit=1")) {
        texts.add(Conversation.text(message));
        Reply acknowledged =
            bob.post(
                "/channels/" + channel + "/acknowledgements",
                "{\"through\":\"" + message.path("id").asString() + "\"}");
        assertThat(acknowledged.status()).isEqualTo(204);
      }
    }
    return texts;
  }
}
