package io.pawl.compose.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.pawl.compose.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the channel that an app is to use, or begins it. */
public final class AppChannels {
  /** Characters of an identity, 32 bytes in base64url. */
  private static final int IDENTITY_LENGTH = 43;

  private final GatewayClient gateway;
  private final Deadline deadline;

  public AppChannels(GatewayClient gateway, Deadline deadline) {
    this.gateway = gateway;
    this.deadline = deadline;
  }

  /**
   * A channel with a peer that is open: one that was, or was offered before, or else a new one.
   *
   * @param peer its identity, or the name that it is registered by
   */
  public AppChannel with(String peer) throws InterruptedException {
    String identity = identity(peer);
    AppChannel channel = earlier(identity);
    if (channel == null) {
      channel = offer(identity);
    }
    channel.awaitOpen();
    return channel;
  }

  private @Nullable AppChannel earlier(String identity) throws InterruptedException {
    for (String state : List.of("OPEN", "HEALING", "OFFERED")) {
      for (JsonNode channel : inState(state)) {
        if (channel.path("peer").asText().equals(identity)) {
          return channel(channel);
        }
      }
    }
    return null;
  }

  /**
   * Offers a new channel, which opens when the peer accepts it.
   *
   * @param identity the peer's
   */
  public AppChannel offer(String identity) throws InterruptedException {
    return channel(
        gateway.post("/channels", GatewayClient.JSON.createObjectNode().put("peer", identity)));
  }

  private String identity(String peer) throws InterruptedException {
    if (peer.length() == IDENTITY_LENGTH) {
      return peer;
    }
    List<String> known = new ArrayList<>();
    do {
      for (JsonNode one : gateway.get("/identities?name=" + Query.encode(peer))) {
        known.add(one.path("identity").asText());
      }
      if (known.isEmpty()) {
        // It may have been registered at another gateway a moment ago.
        Thread.sleep(GatewayClient.PAUSE);
      }
    } while (known.isEmpty() && !deadline.isOver());
    if (known.size() != 1) {
      throw new CommandFailure(
          known.isEmpty()
              ? "nobody is registered as '%s'".formatted(peer)
              : "%d are registered as '%s': give the identity".formatted(known.size(), peer));
    }
    return known.getFirst();
  }

  /** The channel that somebody offers, which is accepted, or the open one. */
  public AppChannel offered() throws InterruptedException {
    while (true) {
      for (JsonNode channel : inState("INVITED")) {
        AppChannel accepted = channel(channel);
        var _ =
            gateway.post(
                "/channels/" + accepted.id() + "/accept", GatewayClient.JSON.createObjectNode());
        accepted.awaitOpen();
        return accepted;
      }
      List<JsonNode> open = inState("HEALING");
      open.addAll(inState("OPEN"));
      if (!open.isEmpty()) {
        return channel(open.getLast());
      }
      deadline.require("nobody offered a channel");
      Thread.sleep(GatewayClient.PAUSE);
    }
  }

  private List<JsonNode> inState(String state) throws InterruptedException {
    List<JsonNode> found = new ArrayList<>();
    gateway.get("/channels?state=" + state).path("channels").forEach(found::add);
    return found;
  }

  private AppChannel channel(JsonNode channel) {
    return new AppChannel(gateway, channel.path("id").asText(), deadline);
  }
}
