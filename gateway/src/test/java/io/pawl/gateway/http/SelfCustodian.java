package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.PlatformEntropy;
import io.pawl.gateway.http.TestApp.Reply;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An app that keeps its keys itself: the ratchet is here, and the gateway carries bytes. */
final class SelfCustodian {
  private final TestApp app;
  private final Codec codec;
  private final SigningKey identity;
  private final PlatformEntropy entropy = new PlatformEntropy();

  /** One channel of it. */
  final class Talk {
    private final Offer offer;
    private final Direction side;
    private final List<String> received = new ArrayList<>();
    private @Nullable EpochKeys keys;
    private @Nullable Sender sender;
    private @Nullable Receiver receiver;
    private long after = -1;

    private Talk(Offer offer, Direction side) {
      this.offer = offer;
      this.side = side;
    }

    String id() {
      return offer.channel().toString();
    }

    private void take(Accepted accepted, Handshake.@Nullable Offered offered) {
      switch (accepted) {
        case Accepted.Passed(Answer answer) when offered != null ->
            keys = Handshake.complete(offer, offered.keys(), answer, null);
        case Accepted.Told(Event.Activated activated) -> begin(activated);
        case Accepted.Passed(Envelope envelope) when envelope.direction() != side ->
            received.add(open(envelope));
        case Accepted.Passed _, Accepted.Told _ -> {}
      }
    }

    private void begin(Event.Activated activated) {
      EpochKeys agreed = Objects.requireNonNull(keys);
      assertThat(activated.admitted()).isEqualTo(agreed.admitted());
      sender = Sender.begin(direction(side), agreed.chain(side), agreed.admission(side));
      Direction other = side == Direction.INITIATOR ? Direction.RESPONDER : Direction.INITIATOR;
      receiver = Receiver.begin(direction(other), agreed.chain(other));
    }

    private EpochDirection direction(Direction direction) {
      return new EpochDirection(offer.channel(), 1, direction, offer.policy());
    }

    private String open(Envelope envelope) {
      Receipt receipt = Objects.requireNonNull(receiver).open(envelope);
      assertThat(receipt).isInstanceOf(Receipt.Opened.class);
      return new String(((Receipt.Opened) receipt).payload(), StandardCharsets.UTF_8);
    }

    /** The bytes of a message. */
    byte[] seal(String text) {
      Sender sealing = Objects.requireNonNull(sender);
      sealing.claimDue().ifPresent(sealing::claimed);
      return codec.encode(sealing.seal(text.getBytes(StandardCharsets.UTF_8)));
    }

    void say(String text) {
      assertPosted(post(seal(text)));
    }

    boolean isOpen() {
      return sender != null;
    }

    List<String> received() {
      return received;
    }

    /** Reads on, one poll. */
    void read(Handshake.@Nullable Offered offered) {
      String from = after < 0 ? "" : "&after=" + after;
      Reply reply = app.get("/channels/" + id() + "/records?wait=5" + from);
      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      reply.body().path("records").forEach(each -> take(accepted(each), offered));
      after = reply.body().path("after").asLong(-1);
    }

    void awaitOpen(Handshake.@Nullable Offered offered) {
      await()
          .atMost(Ground.PATIENCE)
          .until(() -> {
            read(offered);
            return isOpen();
          });
    }

    void awaitReceived(String... texts) {
      await()
          .atMost(Ground.PATIENCE)
          .until(() -> {
            read(null);
            return received.size() >= texts.length;
          });
      assertThat(received).containsExactly(texts);
    }
  }

  SelfCustodian(HttpGateway gateway, String credential, String name, Codec codec) {
    this.app = TestApp.register(gateway, credential, name, "self");
    this.codec = codec;
    this.identity = SigningKey.fromSeed(Secret.owning(app.seed()));
    assertThat(app.identityBytes()).isEqualTo(identity.publicKey());
  }

  TestApp app() {
    return app;
  }

  /** An offer to open a channel, which is nowhere yet. */
  Handshake.Offered offer(Bytes responder) {
    return Handshake.open(identity, responder, Policy.DEFAULT, this::anchor, entropy);
  }

  private long anchor(ChannelId channel) {
    Reply reply = app.get("/anchors?channel=" + channel);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.body().path("anchor").asLong();
  }

  /** Posts an offer; the channel opens when the other accepts. */
  Talk open(Handshake.Offered offered) {
    assertPosted(post(offered.offer()));
    return new Talk(offered.offer(), Direction.INITIATOR);
  }

  /** Waits for the invitation to a channel, and answers it. */
  Talk accept(String channel) {
    Offer offer = (Offer) record(awaitInvitation(channel).path("record").asString());
    Reply key = app.get("/processors-key");
    Bytes processors = Bytes.wrap(Base64.getUrlDecoder().decode(key.body().path("key").asString()));
    Handshake.Answered answered = Handshake.answer(offer, identity, processors, entropy, null);
    assertPosted(post(answered.answer()));
    Talk talk = new Talk(offer, Direction.RESPONDER);
    talk.keys = answered.keys();
    return talk;
  }

  JsonNode awaitInvitation(String channel) {
    return await()
        .atMost(Ground.PATIENCE)
        .until(() -> invitation(channel), node -> !node.isMissingNode());
  }

  JsonNode invitation(String channel) {
    return app.get("/invitations")
        .body()
        .path("invitations")
        .valueStream()
        .filter(each -> each.path("channel").asString().equals(channel))
        .findFirst()
        .orElse(TestApp.JSON.missingNode());
  }

  Reply close(String channel, Direction side) {
    return post(Handshake.close(ChannelId.fromHex(channel), side, identity));
  }

  Reply post(LogRecord record) {
    return post(codec.encode(record));
  }

  Reply post(byte[] bytes) {
    return TestApp.send(
        app.request("/records")
            .header("Content-Type", "application/vnd.pawl.record")
            .POST(BodyPublishers.ofByteArray(bytes)));
  }

  static void assertPosted(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    assertThat(reply.body().path("logOffset").isIntegralNumber()).isTrue();
  }

  Accepted accepted(JsonNode record) {
    byte[] bytes = Base64.getUrlDecoder().decode(record.path("record").asString());
    if (codec.decodeAccepted(bytes) instanceof Decoded.Value<Accepted>(Accepted accepted)) {
      return accepted;
    }
    throw new AssertionError(record.toString());
  }

  private LogRecord record(String text) {
    if (codec.decodeLog(Base64.getUrlDecoder().decode(text))
        instanceof Decoded.Value<LogRecord>(LogRecord record)) {
      return record;
    }
    throw new AssertionError(text);
  }
}
