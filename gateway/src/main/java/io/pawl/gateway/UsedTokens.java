package io.pawl.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Ids of tokens that were used and have not expired: bounded by their expiry, and by a limit beyond
 * which none is taken, since forgetting one would let it be used again.
 */
final class UsedTokens {
  private final int limit;
  private final Set<String> ids = new HashSet<>();
  private final PriorityQueue<Used> byExpiry =
      new PriorityQueue<>(Comparator.comparing(Used::expiry));

  private record Used(String id, Instant expiry) {}

  UsedTokens(int limit) {
    this.limit = limit;
  }

  /**
   * Uses a token.
   *
   * @param expiry from which on it is refused for being expired
   * @throws GatewayFailure {@code TOKEN_REPLAYED}, {@code TOO_MANY_TOKENS}
   */
  synchronized void use(String id, Instant expiry, Instant now) {
    for (Used first = byExpiry.peek();
        first != null && first.expiry().isBefore(now);
        first = byExpiry.peek()) {
      ids.remove(byExpiry.remove().id());
    }
    if (ids.contains(id)) {
      throw new GatewayFailure(
          Code.TOKEN_REPLAYED, "a token changes something once: sign one with a new jti");
    }
    Used first = byExpiry.peek();
    if (first != null && ids.size() >= limit) {
      Duration wait = Duration.between(now, first.expiry()).plusSeconds(1);
      throw GatewayFailure.passing(
          Code.TOO_MANY_TOKENS, limit + " used tokens have not expired yet", wait);
    }
    ids.add(id);
    byExpiry.add(new Used(id, expiry));
  }
}
