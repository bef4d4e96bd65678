package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.gateway.http.SelfCustodian.Talk;
import io.pawl.gateway.http.TestApp.Reply;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Handshake;
import io.pawl.stream.codec.Accepted;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An app that keeps its keys itself, against apps that do not. */
@Timeout(120)
class SelfCustodyTest {
  @TempDir private Path folder = Path.of("");

  private Ground ground;
  private HttpGateway gateway;
  private SelfCustodian carol;
  private TestApp bob;

  @BeforeEach
  void start() {
    ground = new Ground();
    gateway = ground.gateway(folder);
    String credential = Ground.credential(folder);
    carol = new SelfCustodian(gateway, credential, "carol", ground.codec());
    bob = TestApp.register(gateway, credential, "bob");
  }

  @AfterEach
  void stop() {
    gateway.close();
    ground.close();
  }

  private void restart() {
    gateway.close();
    gateway = ground.gateway(folder);
    carol.app().at(gateway);
    bob.at(gateway);
  }

  private Talk opened() {
    Handshake.Offered offered = carol.offer(bob.identityBytes());
    Talk talk = carol.open(offered);
    await()
        .atMost(Ground.PATIENCE)
        .until(() -> bob.post("/channels/" + talk.id() + "/accept").status() == 202);
    talk.awaitOpen(offered);
    awaitOpen(talk.id());
    return talk;
  }

  private void awaitOpen(String channel) {
    await()
        .atMost(Ground.PATIENCE)
        .until(() -> bob.get("/channels/" + channel).text("state").equals("OPEN"));
  }

  private List<String> bobsMessages(String channel) {
    List<String> texts = new ArrayList<>();
    Reply reply = bob.get("/channels/" + channel + "/messages");
    reply
        .body()
        .path("messages")
        .forEach(each ->
            texts.add(
                new String(
                    Base64.getUrlDecoder().decode(each.path("payload").asString()),
                    StandardCharsets.UTF_8)));
    return texts;
  }

  private void awaitAtBob(String channel, String... texts) {
    await()
        .atMost(Ground.PATIENCE)
        .untilAsserted(() -> assertThat(bobsMessages(channel)).containsExactly(texts));
  }

  @Test
  void anAppWithItsOwnKeysOpensAChannelAndTalksBothWays() {
    Talk talk = opened();

    talk.say("from carol");
    bob.say(talk.id(), "from bob", null);

    awaitAtBob(talk.id(), "from carol");
    talk.awaitReceived("from bob");
  }

  @Test
  void anAppWithItsOwnKeysIsInvitedAndAnswers() {
    String id = bob.post("/channels", "{\"peer\":\"" + carol.app().identity() + "\"}").text("id");

    Talk talk = carol.accept(id);
    talk.awaitOpen(null);
    awaitOpen(id);
    talk.say("here I am");
    bob.say(id, "welcome", null);

    awaitAtBob(id, "here I am");
    talk.awaitReceived("welcome");
    assertThat(carol.invitation(id).isMissingNode()).isTrue();
  }

  @Test
  void anInvitationIsDeclinedWithAClose() {
    String id = bob.post("/channels", "{\"peer\":\"" + carol.app().identity() + "\"}").text("id");
    carol.awaitInvitation(id);

    SelfCustodian.assertPosted(carol.close(id, Direction.RESPONDER));

    await()
        .atMost(Ground.PATIENCE)
        .until(() -> bob.get("/channels/" + id).text("code").equals("CHANNEL_DECLINED"));
    assertThat(carol.invitation(id).isMissingNode()).isTrue();
  }

  @Test
  void afterARestartAllThatIsRetainedComesInOrderAndTheTalkGoesOn() {
    Talk talk = opened();
    bob.say(talk.id(), "one", null);
    bob.say(talk.id(), "two", null);

    restart();
    awaitOpen(talk.id());

    talk.awaitReceived("one", "two");
    talk.say("still here");
    awaitAtBob(talk.id(), "still here");
  }

  @Test
  void theSameBytesTwiceAreOneMessage() {
    Talk talk = opened();
    byte[] bytes = talk.seal("once");

    SelfCustodian.assertPosted(carol.post(bytes));
    SelfCustodian.assertPosted(carol.post(bytes));
    talk.say("after it");

    awaitAtBob(talk.id(), "once", "after it");
  }

  @Test
  void aStreamGivesWhatIsThereAndWhatComesAndGoesOnAfterAnId() throws Exception {
    Talk talk = opened();
    bob.say(talk.id(), "early", null);
    List<JsonNode> first;
    try (BufferedReader events = stream(talk.id(), null)) {
      // Offer, Answer, Activated, and the message.
      first = records(events, 4);
      bob.say(talk.id(), "late", null);
      first.addAll(records(events, 1));
    }
    assertThat(carol.accepted(first.get(2))).isInstanceOf(Accepted.Told.class);
    assertThat(first.get(2).has("logOffset")).isFalse();

    try (BufferedReader events = stream(talk.id(), first.get(3).path("id").asString())) {
      assertThat(records(events, 1).getFirst()).isEqualTo(first.get(4));
    }
  }

  private BufferedReader stream(String channel, @Nullable String lastEventId) throws Exception {
    var request =
        carol
            .app()
            .request("/channels/" + channel + "/records")
            .header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    InputStream body =
        TestApp.HTTP.send(request.GET().build(), BodyHandlers.ofInputStream()).body();
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  private static List<JsonNode> records(BufferedReader events, int count) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    while (records.size() < count) {
      String line = events.readLine();
      assertThat(line).isNotNull();
      if (line.startsWith("data:") && line.contains("\"record\"")) {
        records.add(TestApp.JSON.readTree(line.substring("data:".length())));
      }
    }
    return records;
  }

  @Test
  void whatIsAnotherAppsLooksLikeWhatIsNotThere() {
    Talk talk = opened();
    byte[] carols = talk.seal("mine");
    SelfCustodian mallory =
        new SelfCustodian(gateway, Ground.credential(folder), "mallory", ground.codec());
    Reply unknown = mallory.close("00112233445566778899aabbccddeeff", Direction.INITIATOR);

    for (Reply foreign :
        List.of(
            mallory.post(carols),
            mallory.post(carol.offer(mallory.app().identityBytes()).offer()),
            mallory.close(talk.id(), Direction.INITIATOR),
            mallory.close(talk.id(), Direction.RESPONDER),
            // Carol as bob's side of her own channel.
            carol.close(talk.id(), Direction.RESPONDER),
            mallory.app().get("/channels/" + talk.id() + "/records"))) {
      assertThat(foreign.status()).isEqualTo(404);
      assertThat(foreign.body()).isEqualTo(unknown.body());
    }
    SelfCustodian.assertPosted(carol.post(carols));
    awaitAtBob(talk.id(), "mine");
  }

  @Test
  void whatIsNoRecordIsMalformed() {
    byte[] offer = ground.codec().encode(carol.offer(bob.identityBytes()).offer());
    byte[] forged = offer.clone();
    forged[forged.length - 1] ^= 1;
    byte[] unknownSchema = offer.clone();
    Arrays.fill(unknownSchema, 1, 5, (byte) 0x7f);

    for (byte[] bytes :
        List.of(
            new byte[0],
            new byte[1_000],
            Arrays.copyOf(offer, 100),
            Arrays.copyOf(offer, offer.length + 1),
            forged,
            unknownSchema)) {
      Reply reply = carol.post(bytes);
      assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
      assertThat(reply.code()).isEqualTo("MALFORMED");
    }
    assertThat(carol.post(new byte[1_048_577]).status()).isEqualTo(413);
  }

  @Test
  void recordsAreForAppsWithTheirOwnKeysAlone() {
    Talk talk = opened();

    for (Reply reply :
        List.of(
            bob.get("/channels/" + talk.id() + "/records"),
            bob.get("/invitations"),
            carol.app().get("/channels/" + talk.id() + "/messages"))) {
      assertThat(reply.code()).isEqualTo("WRONG_CUSTODY");
    }
  }

  @Test
  void anOffsetThatIsNotThereIsToldApart() {
    Talk talk = opened();

    Reply reply = carol.app().get("/channels/" + talk.id() + "/records?after=1000000");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.code()).isEqualTo("UNREADABLE");
  }

  @Test
  void grantsAreSealedToTheKeyThatIsTold() {
    Reply key = carol.app().get("/processors-key");

    assertThat(Base64.getUrlDecoder().decode(key.text("key"))).hasSize(32);
    assertThat(Bytes.wrap(Base64.getUrlDecoder().decode(key.text("keyId"))).length()).isEqualTo(4);
  }
}
