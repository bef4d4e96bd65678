package io.pawl.gateway.http;

import io.pawl.channel.ChannelHealth;
import io.pawl.channel.Message;
import io.pawl.channel.PendingApproval;
import io.pawl.channel.Refresh;
import io.pawl.channel.Sent;
import io.pawl.gateway.App;
import io.pawl.gateway.HeldChannel;
import io.pawl.gateway.Identities;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Position;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients see of apps, channels and messages. */
final class Views {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Views() {}

  static ObjectNode of(App app) {
    return JsonText.object()
        .put("id", app.id())
        .put("name", app.name())
        .put("publicKey", text(app.publicKey()))
        .put("identity", text(app.identity()))
        .put("custody", app.custody().name().toLowerCase(Locale.ROOT))
        .put("createdAt", app.createdAt().toString());
  }

  static ObjectNode of(HeldChannel channel) {
    ObjectNode json =
        JsonText.object()
            .put("id", channel.id().toString())
            .put("peer", text(channel.partner()))
            .put("state", channel.state().name())
            .put("direction", channel.direction().name());
    json.set("policy", of(channel.policy()));
    switch (channel) {
      case HeldChannel.Opened opened -> {
        ChannelHealth health = opened.channel().health();
        json.put("epoch", health.epoch()).put("safetyNumber", opened.channel().safetyNumber());
        json.set("sending", place(health.sending()));
        json.set("receiving", place(health.receiving()));
        json.set("health", of(health));
        json.set("refresh", of(opened.channel().refresh()));
        String failure = opened.mailbox().failure();
        if (failure != null) {
          json.put("code", failure);
        }
      }
      case HeldChannel.Failed failed -> json.put("code", failed.code());
      case HeldChannel.Invited _, HeldChannel.Pending _ -> {}
    }
    return json;
  }

  private static ObjectNode of(Refresh refresh) {
    return JsonText.object()
        .put("idleBumpAfter", refresh.after().toSeconds())
        .put("afterReceived", refresh.received())
        .put("when", refresh.when().name().toLowerCase(Locale.ROOT));
  }

  /** How an end stands; nothing of it is secret. */
  static ObjectNode of(ChannelHealth health) {
    ObjectNode json =
        JsonText.object()
            .put("activatedAt", health.activatedAt())
            .put("resumed", health.resumed())
            .put("diverged", health.diverged())
            .put("expired", health.expired());
    ChannelHealth.Overlap overlap = health.overlap();
    json.set(
        "overlap",
        overlap == null
            ? null
            : JsonText.object().put("epoch", overlap.epoch()).put("left", overlap.left()));
    ChannelHealth.Pending pending = health.pending();
    json.set(
        "pending",
        pending == null
            ? null
            : JsonText.object()
                .put("kind", pending.kind().name())
                .put("epoch", pending.epoch())
                .put("ours", pending.ours())
                .put("answered", pending.answered()));
    json.set(
        "throttle",
        JsonText.object()
            .put("attempts", health.throttle().attempts())
            .put("retryAfterMillis", health.throttle().retryAfterMillis()));
    return json;
  }

  private static @Nullable ObjectNode place(ChannelHealth.@Nullable Place place) {
    return place == null
        ? null
        : JsonText.object()
            .put("slot", place.slot())
            .put("counter", place.counter())
            .put("keyId", place.keyId().toHex());
  }

  /** A ratchet, as operators see it. */
  static ObjectNode ratchet(String app, ChannelHealth health) {
    ObjectNode json =
        JsonText.object()
            .put("app", app)
            .put("channel", health.channel().toString())
            .put("peer", text(health.partner()))
            .put("direction", health.direction().name())
            .put("state", health.state().name())
            .put("keyVersion", health.epoch());
    json.set("sending", place(health.sending()));
    json.set("receiving", place(health.receiving()));
    json.setAll(of(health));
    return json;
  }

  static ObjectNode of(PendingApproval approval) {
    ObjectNode json =
        JsonText.object()
            .put("offerId", text(approval.offerId()))
            .put("channel", approval.channel().toString())
            .put("kind", approval.kind().name())
            .put("reason", approval.reason().name())
            .put("epoch", approval.epoch())
            .put("initiator", text(approval.initiator()))
            .put("responder", text(approval.responder()));
    json.set("policy", of(approval.policy()));
    return json;
  }

  private static ObjectNode of(Policy policy) {
    ObjectNode json =
        JsonText.object()
            .put("slotMessages", policy.slotMessages())
            .put("overlap", policy.overlap())
            .put("window", policy.window())
            .put("cellBytes", policy.cellBytes())
            .put("slotLookahead", policy.slotLookahead())
            .put("rekeyBurst", policy.rekeyBurst())
            .put("idleBumps", policy.idleBumps())
            .put("approvalsNeeded", policy.approvalsNeeded())
            .put("approvalKinds", policy.approvalKinds());
    json.set("approvers", list(policy.approvers(), key -> JsonText.array().stringNode(text(key))));
    return json;
  }

  static ObjectNode of(Sent sent) {
    return position(sent.position()).put("logOffset", sent.logOffset());
  }

  static ObjectNode of(Message message) {
    ObjectNode json = position(message.position());
    return json.put("id", String.valueOf(message.logOffset()))
        .put("payload", BASE64.encodeToString(message.payload()));
  }

  private static ObjectNode position(Position position) {
    return JsonText.object()
        .put("epoch", position.epoch())
        .put("slot", position.slot())
        .put("counter", position.counter());
  }

  static ObjectNode of(Identities.Named named) {
    return JsonText.object().put("name", named.name()).put("identity", text(named.identity()));
  }

  static <T> ArrayNode list(List<T> all, Function<T, ? extends JsonNode> view) {
    ArrayNode array = JsonText.array();
    all.forEach(each -> array.add(view.apply(each)));
    return array;
  }

  static String text(Bytes bytes) {
    return BASE64.encodeToString(bytes.toArray());
  }
}
