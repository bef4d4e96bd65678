package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.http.TestApp.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each limit answers with its code, is counted, and passes if it can. */
@Timeout(120)
class LimitsTest {
  /** As little of everything as a conversation needs. */
  private static final GatewayLimits SMALL =
      new GatewayLimits(
          2,
          1,
          10,
          10,
          1,
          2,
          1,
          100,
          1_000,
          GatewayLimits.SMALL_BODY,
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1));

  private static Ground ground;
  private static HttpGateway gateway;
  private static TestApp alice;
  private static TestApp bob;
  private static String channel = "";

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void start() {
    ground = new Ground();
    gateway = ground.gateway(folder, SMALL);
    alice = TestApp.register(gateway, Ground.credential(folder), "alice");
    bob = TestApp.register(gateway, Ground.credential(folder), "bob");
    channel = alice.post("/channels", "{\"peer\":\"" + bob.identity() + "\"}").text("id");
    await()
        .atMost(Ground.PATIENCE)
        .until(() -> bob.post("/channels/" + channel + "/accept").status() == 202);
    await()
        .atMost(Ground.PATIENCE)
        .until(() ->
            Stream.of(alice, bob)
                .allMatch(app -> app.get("/channels/" + channel).text("state").equals("OPEN")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    ground.close();
  }

  private static void assertLimited(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.response().headers().firstValue("Retry-After").isPresent())
        .isEqualTo(status == 429);
    assertThat(ground.meters().counter("pawl.gateway.problems", "code", code).count()).isPositive();
  }

  @Test
  void apps() {
    TestApp more = TestApp.withNewKey();
    HttpRequest.Builder registration =
        HttpRequest.newBuilder(gateway.administration().resolve("/apps"))
            .header("Authorization", "Bearer " + Ground.credential(folder))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"name\":\"x\",\"publicKey\":\"" + more.publicKey() + "\"}"));

    assertLimited(TestApp.send(registration), 409, "TOO_MANY_APPS");
  }

  @Test
  void channels() {
    assertLimited(
        alice.post("/channels", "{\"peer\":\"" + bob.identity() + "\"}"), 409, "TOO_MANY_CHANNELS");
  }

  @Test
  void sends() {
    List<Reply> burst = Stream.generate(() -> alice.say(channel, "x", null)).limit(20).toList();

    assertLimited(
        burst.stream().filter(reply -> reply.status() != 201).findFirst().orElseThrow(),
        429,
        "SENDS_THROTTLED");
  }

  @Test
  void rekeys() {
    assertThat(alice.post("/channels/" + channel + "/bumps").status()).isEqualTo(200);

    assertLimited(alice.post("/channels/" + channel + "/bumps"), 429, "REKEYS_LIMITED");
  }

  @Test
  void payloads() {
    assertLimited(
        alice.say(channel, "x".repeat(GatewayLimits.SMALL_BODY + 1), null), 413, "BODY_TOO_LARGE");
  }

  @Test
  void streams() throws Exception {
    HttpRequest.Builder stream =
        bob.request("/channels/" + channel + "/messages").header("Accept", "text/event-stream");
    try (Stream<String> open = TestApp.HTTP.send(stream.build(), BodyHandlers.ofLines()).body()) {
      assertThat(open.iterator().next()).isEqualTo(":pawl");

      assertLimited(
          TestApp.send(stream.copy().setHeader("Authorization", "Bearer " + bob.token())),
          429,
          "TOO_MANY_STREAMS");
    }
  }
}
