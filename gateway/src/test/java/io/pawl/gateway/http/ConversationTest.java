package io.pawl.gateway.http;

import static io.pawl.gateway.http.Conversation.awaitState;
import static io.pawl.gateway.http.Conversation.polled;
import static io.pawl.gateway.http.Conversation.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.gateway.http.TestApp.Reply;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Apps of one gateway or two, from registration to the end of a channel. */
@Timeout(120)
class ConversationTest {
  private static Ground ground;

  @TempDir private Path folder = Path.of("");
  private HttpGateway gateway;
  private TestApp alice;
  private TestApp bob;

  @BeforeAll
  static void startGround() {
    ground = new Ground();
  }

  @AfterAll
  static void stopGround() {
    ground.close();
  }

  @BeforeEach
  void start() {
    gateway = ground.gateway(folder);
    alice = TestApp.register(gateway, Ground.credential(folder), "alice");
    bob = TestApp.register(gateway, Ground.credential(folder), "bob");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** Ends the gateway, and starts another on what it left. */
  private void restart() {
    gateway.close();
    gateway = ground.gateway(folder);
    alice.at(gateway);
    bob.at(gateway);
  }

  private String offered() {
    return Conversation.offered(alice, bob);
  }

  private String opened() {
    return Conversation.opened(alice, bob);
  }

  @Test
  void twoAppsOpenAndTalkBothWays() {
    String id = opened();

    Reply sent = alice.say(id, "hello", null);
    bob.post("/channels/" + id + "/messages", "{\"payload\":\"aGk\"}");

    assertThat(sent.status()).as(sent.toString()).isEqualTo(201);
    assertThat(sent.body().path("epoch").asInt()).isEqualTo(1);
    assertThat(sent.body().path("counter").asInt()).isZero();
    assertThat(texts(bob, id, 1)).containsExactly("hello");
    assertThat(texts(alice, id, 1)).containsExactly("hi");
  }

  @Test
  void whatIsNotAcknowledgedComesAgainAfterARestartAndNothingElse() {
    String id = opened();
    Stream.of("one", "two", "three").forEach(text -> alice.say(id, text, null));
    assertThat(texts(bob, id, 3)).containsExactly("one", "two", "three");
    String first = polled(bob, id, "").getFirst().path("id").asString();
    Reply acknowledged =
        bob.post("/channels/" + id + "/acknowledgements", "{\"through\":\"" + first + "\"}");
    assertThat(acknowledged.status()).isEqualTo(204);

    restart();

    assertThat(texts(bob, id, 2)).containsExactly("two", "three");
    Reply again =
        bob.post("/channels/" + id + "/acknowledgements", "{\"through\":\"" + first + "\"}");
    assertThat(again.status()).as("acknowledged twice").isEqualTo(204);
    alice.say(id, "four", null);
    assertThat(texts(bob, id, 3)).containsExactly("two", "three", "four");
  }

  @Test
  void anAppWhoseVaultIsFromBeforeItsChannelWasOpenedTalksOnByItself() throws IOException {
    Path vault = folder.resolve("apps").resolve(bob.id()).resolve("vault.db");
    byte[] copy = Files.readAllBytes(vault);
    String id = opened();
    alice.say(id, "before", null);
    assertThat(texts(bob, id, 1)).containsExactly("before");
    gateway.close();
    Files.write(vault, copy);

    gateway = ground.gateway(folder);
    alice.at(gateway);
    bob.at(gateway);

    awaitState(bob, id, "OPEN");
    assertThat(bob.say(id, "back again", null).status()).isEqualTo(201);
    assertThat(texts(alice, id, 1)).containsExactly("back again");
    assertThat(alice.say(id, "welcome", null).status()).isEqualTo(201);
    assertThat(texts(bob, id, 1)).containsExactly("welcome");
  }

  @Test
  void aStreamGoesOnAfterTheLastEventThatTheClientHas() throws Exception {
    String id = opened();
    alice.say(id, "one", null);
    alice.say(id, "two", null);
    String first = streamed(id, null, 1).getFirst();

    List<String> rest = streamed(id, first, 1);

    assertThat(texts(bob, id, 2)).containsExactly("one", "two");
    assertThat(rest).doesNotContain(first);
  }

  /** The ids of the first messages of a stream, which is then cut. */
  private List<String> streamed(String channel, @Nullable String lastEventId, int count)
      throws Exception {
    HttpRequest.Builder request =
        bob.request("/channels/" + channel + "/messages").header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    try (Stream<String> lines = TestApp.HTTP.send(request.build(), BodyHandlers.ofLines()).body()) {
      return lines
          .filter(line -> line.startsWith("id:"))
          .map(line -> line.substring(3))
          .limit(count)
          .toList();
    }
  }

  @Test
  void aNewerStreamTakesOver() throws Exception {
    String id = opened();
    HttpRequest request =
        bob.request("/channels/" + id + "/messages").header("Accept", "text/event-stream").build();
    try (Stream<String> older = TestApp.HTTP.send(request, BodyHandlers.ofLines()).body()) {
      Iterator<String> lines = older.iterator();
      assertThat(lines.next()).isEqualTo(":pawl");

      alice.say(id, "one", null);
      while (!lines.next().startsWith("id:")) {}
      String newer = streamed(id, null, 1).getFirst();

      assertThat(newer).isNotEmpty();
      List<String> rest = new ArrayList<>();
      lines.forEachRemaining(rest::add);
      assertThat(rest).contains("event:end", "data:{\"code\":\"READER_REPLACED\"}");
    }
  }

  @Test
  void aGatewayThatEndsTellsItsStreams() throws Exception {
    String id = opened();
    HttpRequest request =
        bob.request("/channels/" + id + "/messages").header("Accept", "text/event-stream").build();
    try (Stream<String> stream = TestApp.HTTP.send(request, BodyHandlers.ofLines()).body()) {
      Iterator<String> lines = stream.iterator();
      assertThat(lines.next()).isEqualTo(":pawl");

      restart();

      List<String> rest = new ArrayList<>();
      lines.forEachRemaining(rest::add);
      assertThat(rest).contains("event:end", "data:{\"code\":\"NOT_READY\"}");
    }
  }

  @Test
  void aTokenFromBeforeTheStartReadsAndChangesNothing() {
    Instant before = Instant.now().minusSeconds(60);
    String token =
        alice.token(alice.id(), "pawl-gateway", before, Duration.ofMinutes(4), "from-before");

    Reply read = TestApp.send(alice.request("/app", token).GET());
    Reply change =
        TestApp.send(
            alice
                .request("/channels", token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"peer\":\"" + bob.identity() + "\"}")));

    assertThat(read.status()).isEqualTo(200);
    assertThat(change.status()).isEqualTo(401);
    assertThat(change.code()).isEqualTo("TOKEN_REPLAYED");
  }

  @Test
  void theSameIdempotencyKeySendsOnceAcrossARestart() {
    String id = opened();
    Reply sent = alice.say(id, "once", "key-1");
    restart();

    Reply again = alice.say(id, "once", "key-1");
    Reply other = alice.say(id, "other", "key-1");
    alice.say(id, "next", null);

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(sent.body());
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(texts(bob, id, 2)).containsExactly("once", "next");
  }

  @Test
  void aDeclinedChannelTellsSo() {
    String id = offered();

    Reply declined = bob.post("/channels/" + id + "/decline");

    assertThat(declined.status()).isEqualTo(202);
    awaitState(alice, id, "FAILED");
    assertThat(alice.get("/channels/" + id).code()).isEqualTo("CHANNEL_DECLINED");
    assertThat(alice.say(id, "hello?", null).code()).isEqualTo("CHANNEL_NOT_OPEN");
  }

  @Test
  void aClosedChannelIsClosedForBoth() {
    String id = opened();
    alice.say(id, "last", null);
    assertThat(texts(bob, id, 1)).containsExactly("last");

    assertThat(alice.delete("/channels/" + id).status()).isEqualTo(202);

    awaitState(alice, id, "CLOSED");
    awaitState(bob, id, "CLOSED");
    assertThat(bob.say(id, "too late", null).code()).isEqualTo("CHANNEL_CLOSED");
    assertThat(texts(bob, id, 1)).as("unread until acknowledged").containsExactly("last");
  }

  @Test
  void appsOfTwoGatewaysFindEachOtherByName(@TempDir Path elsewhere) {
    try (HttpGateway other = ground.gateway(elsewhere)) {
      TestApp carol = TestApp.register(other, Ground.credential(elsewhere), "carol " + elsewhere);

      JsonNode found =
          alice.get("/identities?name=" + ("carol " + elsewhere).replace(" ", "%20")).body();
      Reply offered =
          alice.post(
              "/channels", "{\"peer\":\"" + found.path(0).path("identity").asString() + "\"}");

      awaitState(carol, offered.text("id"), "INVITED");
    }
  }

  @Test
  void aRemovedAppIsGoneWithItsVaultAndItsChannels() throws IOException {
    String id = opened();
    String administration = "Bearer " + Ground.credential(folder);
    HttpRequest.Builder removal =
        HttpRequest.newBuilder(gateway.administration().resolve("/apps/" + bob.id()))
            .header("Authorization", administration)
            .DELETE();

    Reply removed = TestApp.send(removal);

    assertThat(removed.status()).isIn(202, 204);
    awaitState(alice, id, "CLOSED");
    await()
        .atMost(Ground.PATIENCE)
        .untilAsserted(() -> {
          try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left).noneMatch(path -> path.toString().contains(bob.id()));
          }
        });
    assertThat(bob.get("/app").code()).isEqualTo("BAD_TOKEN");
    assertThat(ground.meters().counter("pawl.gateway.erasures", "reason", "app_removed").count())
        .isPositive();
  }

  @Test
  void aRekeyBeginsTheNextKeyVersionAndTheOldOneIsStale() {
    String id = opened();
    alice.say(id, "before", null);

    Reply rekeyed = alice.post("/channels/" + id + "/rekeys", "{\"keyVersion\":2}");
    alice.say(id, "after", null);
    Reply stale = bob.post("/channels/" + id + "/rekeys", "{\"keyVersion\":2}");
    Reply gap = bob.post("/channels/" + id + "/rekeys", "{\"keyVersion\":4}");

    assertThat(rekeyed.status()).as(rekeyed.toString()).isEqualTo(200);
    assertThat(rekeyed.body().path("keyVersion").asInt()).isEqualTo(2);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.code()).isEqualTo("STALE_EPOCH");
    assertThat(gap.code()).isEqualTo("EPOCH_GAP");
    assertThat(texts(bob, id, 2)).containsExactly("before", "after");
    assertThat(bob.get("/channels/" + id).text("safetyNumber"))
        .hasSize(71)
        .isEqualTo(alice.get("/channels/" + id).text("safetyNumber"));
  }

  @Test
  void aBumpIsSeenInTheRatchetsOfBothEnds() {
    String id = opened();
    Reply bumped = bob.post("/channels/" + id + "/bumps");
    assertThat(bumped.status()).as(bumped.toString()).isEqualTo(200);

    JsonNode ratchets =
        TestApp.send(
                HttpRequest.newBuilder(
                        gateway.administration().resolve("/crypto/ratchets?channel=" + id))
                    .header("Authorization", "Bearer " + Ground.credential(folder)))
            .body()
            .path("ratchets");

    assertThat(ratchets).hasSize(2);
    assertThat(ratchets.path(0).path("keyVersion").asInt()).isEqualTo(2);
    assertThat(ratchets.path(0).path("channel").asString()).isEqualTo(id);
  }

  @Test
  void anOfferThatWaitsIsThereAfterARestartAndIsAccepted() {
    String id = offered();

    restart();

    assertThat(alice.get("/channels/" + id).text("state")).isEqualTo("OFFERED");
    awaitState(bob, id, "INVITED");
    assertThat(bob.post("/channels/" + id + "/accept").status()).isEqualTo(202);
    awaitState(alice, id, "OPEN");
    awaitState(bob, id, "OPEN");
    alice.say(id, "at last", null);
    assertThat(texts(bob, id, 1)).containsExactly("at last");
  }

  @Test
  void anOfferIsDeclinedOrWithdrawnAfterARestart() {
    String declined = offered();
    String withdrawn = offered();

    restart();
    awaitState(bob, declined, "INVITED");
    assertThat(bob.post("/channels/" + declined + "/decline").status()).isEqualTo(202);
    assertThat(alice.delete("/channels/" + withdrawn).status()).isEqualTo(202);

    awaitState(alice, declined, "FAILED");
    assertThat(alice.get("/channels/" + declined).text("code")).isEqualTo("CHANNEL_DECLINED");
    awaitState(alice, withdrawn, "CLOSED");
    bob.post("/channels/" + withdrawn + "/accept");
    await()
        .atMost(Ground.PATIENCE)
        .untilAsserted(() ->
            assertThat(bob.get("/channels/" + withdrawn).text("state")).isIn("FAILED", "CLOSED"));
  }

  @Test
  void aChannelIsRefreshedAsEachAppSays() {
    Reply offered =
        alice.post(
            "/channels",
            "{\"peer\":\"%s\",\"refresh\":{\"afterReceived\":1,\"when\":\"before_send\"}}"
                .formatted(bob.identity()));
    String id = offered.text("id");
    awaitState(bob, id, "INVITED");
    assertThat(bob.post("/channels/" + id + "/accept", "{\"refresh\":{\"when\":7}}").code())
        .isEqualTo("BAD_FIELD");
    Reply accepted =
        bob.post("/channels/" + id + "/accept", "{\"refresh\":{\"idleBumpAfter\":3600}}");
    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
    awaitState(alice, id, "OPEN");
    awaitState(bob, id, "OPEN");

    restart();
    bob.say(id, "news", null);
    assertThat(texts(alice, id, 1)).containsExactly("news");
    Reply sent = alice.say(id, "answer", null);

    assertThat(sent.body().path("epoch").asInt()).as(sent.toString()).isEqualTo(2);
    assertThat(texts(bob, id, 1)).containsExactly("answer");
    assertThat(alice.get("/channels/" + id).body().path("refresh").toString())
        .isEqualTo("{\"idleBumpAfter\":0,\"afterReceived\":1,\"when\":\"before_send\"}");
    assertThat(bob.get("/channels/" + id).body().path("refresh").toString())
        .isEqualTo("{\"idleBumpAfter\":3600,\"afterReceived\":0,\"when\":\"background\"}");
  }

  private static JsonNode waiting(TestApp approver) {
    return approver.get("/approvals").body().path("approvals").path(0);
  }

  @Test
  void anApprovalIsListedAndGiven() {
    TestApp carol = TestApp.register(gateway, Ground.credential(folder), "carol");
    Reply offered =
        alice.post(
            "/channels",
            "{\"peer\":\"%s\",\"policy\":{\"approvalsNeeded\":1,\"approvalKinds\":1,\"approvers\":[\"%s\"]}}"
                .formatted(bob.identity(), carol.identity()));
    String id = offered.text("id");
    awaitState(bob, id, "INVITED");
    assertThat(bob.post("/channels/" + id + "/accept").status()).isEqualTo(202);
    await()
        .atMost(Ground.PATIENCE)
        .untilAsserted(() -> assertThat(waiting(carol).path("channel").asString()).isEqualTo(id));

    String offer = waiting(carol).path("offerId").asString();
    assertThat(carol.post("/approvals/" + offer).status()).isEqualTo(202);

    awaitState(alice, id, "OPEN");
    awaitState(bob, id, "OPEN");
  }
}
