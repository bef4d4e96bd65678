package io.pawl.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UsedTokensTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);

  private final UsedTokens tokens = new UsedTokens(2);

  private static Code codeOf(Throwable failure) {
    return ((GatewayFailure) failure).code();
  }

  @Test
  void aTokenIsUsedOnceUntilItHasExpired() {
    tokens.use("a", NOW.plusSeconds(10), NOW);

    assertThatThrownBy(() -> tokens.use("a", NOW.plusSeconds(10), NOW.plusSeconds(10)))
        .satisfies(failure -> assertThat(codeOf(failure)).isEqualTo(Code.TOKEN_REPLAYED));
  }

  @Test
  void moreThanCanBeRememberedAreRefusedUntilOneExpires() {
    tokens.use("a", NOW.plusSeconds(10), NOW);
    tokens.use("b", NOW.plusSeconds(20), NOW);

    assertThatThrownBy(() -> tokens.use("c", NOW.plusSeconds(30), NOW))
        .satisfies(failure -> assertThat(codeOf(failure)).isEqualTo(Code.TOO_MANY_TOKENS))
        .satisfies(failure -> assertThat(((GatewayFailure) failure).retryAfter()).hasSeconds(11));

    tokens.use("c", NOW.plusSeconds(30), NOW.plusSeconds(11));
  }
}
