package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.http.TestApp.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An operator rekeys channels of apps. */
@Timeout(120)
class AdministrativeRekeyTest {
  /** Two epochs of a channel in a minute. */
  private static final GatewayLimits LIMITS =
      new GatewayLimits(
          10,
          10,
          10,
          10,
          10,
          100,
          2,
          100,
          1_000,
          GatewayLimits.SMALL_BODY,
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1));

  private static final String ROUTINE = "{\"reason\":\"routine\"}";
  private static final String COMPROMISE = "{\"reason\":\"compromise\"}";

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
    gateway = ground.gateway(folder, LIMITS);
    alice = TestApp.register(gateway, Ground.credential(folder), "alice");
    bob = TestApp.register(gateway, Ground.credential(folder), "bob");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private HttpRequest.Builder administration(String address) {
    return HttpRequest.newBuilder(gateway.administration().resolve(address))
        .header("Authorization", "Bearer " + Ground.credential(folder));
  }

  private Reply rekey(TestApp app, String channel, String body) {
    return rekey(app.id(), channel, body);
  }

  private Reply rekey(String app, String channel, String body) {
    return TestApp.send(
        administration("/apps/" + app + "/channels/" + channel + "/rekeys")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  @Test
  void aChannelGoesOnInTheNextKeyVersionAtBothEnds() {
    String id = Conversation.opened(alice, bob);
    alice.say(id, "before", null);

    Reply rekeyed = rekey(alice, id, COMPROMISE);

    assertThat(rekeyed.status()).as(rekeyed.toString()).isEqualTo(200);
    assertThat(rekeyed.body().path("keyVersion").asInt()).isEqualTo(2);
    alice.say(id, "after", null);
    assertThat(Conversation.texts(bob, id, 2)).containsExactly("before", "after");
    JsonNode ratchets =
        TestApp.send(administration("/crypto/ratchets?channel=" + id)).body().path("ratchets");
    assertThat(ratchets).hasSize(2);
    assertThat(ratchets).extracting(ratchet -> ratchet.path("keyVersion").asInt()).containsOnly(2);
  }

  @Test
  void theLimitsOfTheGatewayHoldForOperatorsToo() {
    String id = Conversation.opened(alice, bob);
    assertThat(rekey(alice, id, ROUTINE).status()).isEqualTo(200);
    assertThat(rekey(alice, id, ROUTINE).status()).isEqualTo(200);

    Reply third = rekey(alice, id, COMPROMISE);

    assertThat(third.status()).isEqualTo(429);
    assertThat(third.code()).isEqualTo("REKEYS_LIMITED");
    assertThat(third.response().headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void whatIsNotThereOrNotOpenIsToldApart() {
    String id = Conversation.offered(alice, bob);
    TestApp mallory = TestApp.register(gateway, Ground.credential(folder), "mallory");

    assertThat(rekey("0".repeat(32), id, ROUTINE).code()).isEqualTo("UNKNOWN_APP");
    assertThat(rekey(mallory, id, ROUTINE).code()).isEqualTo("UNKNOWN_CHANNEL");
    assertThat(rekey(alice, "x", ROUTINE).code()).isEqualTo("UNKNOWN_CHANNEL");
    assertThat(rekey(alice, id, ROUTINE).code()).isEqualTo("CHANNEL_NOT_OPEN");
  }

  @Test
  void aReasonThatIsNoneChangesNothing() {
    String id = Conversation.opened(alice, bob);

    assertThat(rekey(alice, id, "{\"reason\":\"boredom\"}").code()).isEqualTo("BAD_FIELD");
    assertThat(rekey(alice, id, "{}").code()).isEqualTo("BAD_FIELD");
    assertThat(rekey(alice, id, "{\"reason\":\"routine\",\"keyVersion\":2}").code())
        .isEqualTo("BAD_FIELD");

    assertThat(alice.get("/channels/" + id).body().path("epoch").asInt()).isEqualTo(1);
  }

  @Test
  void anAppThatKeepsItsKeysItselfRekeysItself() {
    TestApp carol = TestApp.register(gateway, Ground.credential(folder), "carol", "self");

    Reply refused = rekey(carol, "0".repeat(32), COMPROMISE);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("WRONG_CUSTODY");
  }
}
