package io.pawl.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.ChannelClient;
import io.pawl.channel.Invitation;
import io.pawl.channel.MemoryVault;
import io.pawl.channel.Peer;
import io.pawl.channel.PeerChannel;
import io.pawl.channel.Sealed;
import io.pawl.channel.Sent;
import io.pawl.gateway.http.Ground;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A sender that ends between any two of its steps, and one that follows it. */
class OnceSenderTest {
  private static final String KEY = "key";
  private static final byte[] PAYLOAD = "once".getBytes(UTF_8);

  private final Ground ground = new Ground();
  private final SigningKey identity = SigningKey.fromSeed(seed(1));
  private final MemoryVault vault = new MemoryVault();
  private final ChannelClient partners = ground.client();

  @TempDir private Path folder = Path.of("");

  private PeerChannel partner;
  private Life life;

  /** What a process holds. */
  private record Life(
      ChannelClient client, PeerChannel channel, SentMessages messages, OnceSender sender) {
    Sent send(String key, byte[] payload) {
      return sender.send(channel, key, payload).blockOptional(Ground.PATIENCE).orElseThrow();
    }

    /** As the sender does it when something is sealed. */
    void note(Sealed sealed) {
      messages.sealed(channel.id(), KEY, sender.digest(PAYLOAD), sealed);
    }

    void end() {
      client.close();
      sender.close();
    }
  }

  @BeforeEach
  void open() {
    ChannelClient client = ground.client();
    Peer peer = client.peer(identity, vault);
    Peer other = partners.peer(SigningKey.fromSeed(seed(2)), new MemoryVault());
    var both =
        Mono.zip(
                peer.open(other.identity(), Policy.DEFAULT),
                other.invitations().next().flatMap(Invitation::accept))
            .blockOptional(Ground.PATIENCE)
            .orElseThrow();
    partner = both.getT2();
    life = life(client, both.getT1());
  }

  @AfterEach
  void close() {
    life.end();
    partners.close();
    ground.close();
  }

  @Test
  void whatWasNotedAndNeverWrittenIsSentByTheRetry() {
    var cut =
        life.channel()
            .send(
                PAYLOAD,
                sealed -> {
                  life.note(sealed);
                  return Mono.never();
                })
            .toFuture();
    await()
        .atMost(Ground.PATIENCE)
        .until(() -> life.messages().find(life.channel().id(), KEY).isPresent());
    nextLife();
    assertThat(cut).isCompletedExceptionally();

    Sent sent = life.send(KEY, PAYLOAD);

    assertThat(life.send(KEY, PAYLOAD)).isEqualTo(sent);
    assertReceivedOnce();
  }

  @Test
  void whatWasWrittenAndNeverAnsweredIsAnsweredByTheLog() {
    Sent sent =
        life.channel()
            .send(PAYLOAD, sealed -> Mono.fromRunnable(() -> life.note(sealed)))
            .blockOptional(Ground.PATIENCE)
            .orElseThrow();
    nextLife();

    assertThat(life.send(KEY, PAYLOAD)).isEqualTo(sent);

    assertThat(life.messages().find(life.channel().id(), KEY))
        .hasValueSatisfying(entry -> assertThat(entry.sent()).isEqualTo(sent));
    assertReceivedOnce();
  }

  @Test
  void anotherPayloadIsRefusedWhateverBecameOfTheFirst() {
    life.channel()
        .send(PAYLOAD, sealed -> Mono.fromRunnable(() -> life.note(sealed)))
        .block(Ground.PATIENCE);
    nextLife();

    assertThatThrownBy(() -> life.send(KEY, "other".getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            GatewayFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED));
  }

  @Test
  void whatCouldNotBeNotedIsSentOnceAndHoldsUpTheNext() throws SQLException {
    execute(
        "CREATE TRIGGER full BEFORE INSERT ON sent"
            + " BEGIN SELECT RAISE(FAIL, 'no room on the disk'); END");
    assertUnavailable(KEY);
    assertUnavailable("another");
    execute("DROP TRIGGER full");

    Sent sent = life.send(KEY, PAYLOAD);

    assertThat(sent.position().counter()).isZero();
    assertReceivedOnce();
  }

  @Test
  void whoeverHasClosedComputesNoDigestsAnyMore() {
    life.sender().close();

    assertThatThrownBy(() -> life.send(KEY, PAYLOAD))
        .isInstanceOfSatisfying(
            GatewayFailure.class, failure -> assertThat(failure.code()).isEqualTo(Code.NOT_READY));
  }

  private void assertUnavailable(String key) {
    assertThatThrownBy(() -> life.send(key, PAYLOAD))
        .isInstanceOfSatisfying(
            GatewayFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(Code.VAULT_UNAVAILABLE));
  }

  private void execute(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  private void assertReceivedOnce() {
    life.send("last", "last".getBytes(UTF_8));
    assertThat(
            partner
                .receive()
                .map(message -> new String(message.payload(), UTF_8))
                .takeUntil("last"::equals)
                .collectList()
                .block(Ground.PATIENCE))
        .isEqualTo(List.of("once", "last"));
  }

  private void nextLife() {
    life.end();
    ChannelClient client = ground.client();
    life =
        life(
            client,
            client
                .peer(identity, vault)
                .resume()
                .single()
                .blockOptional(Ground.PATIENCE)
                .orElseThrow());
  }

  private Life life(ChannelClient client, PeerChannel channel) {
    SentMessages messages = SentMessages.open(database());
    return new Life(
        client, channel, messages, new OnceSender(messages, identity, Schedulers.boundedElastic()));
  }

  private Path database() {
    return folder.resolve("sent.db");
  }

  private static Secret seed(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return Secret.owning(seed);
  }
}
