package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Refresh.When;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdleRefreshTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** A clock may begin anywhere, and go past the largest number. */
  private static final long START = Long.MAX_VALUE - 5 * SECOND;

  private static IdleRefresh silent(When when) {
    return new IdleRefresh(new Refresh(Duration.ofSeconds(10), 0, when), START);
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void silenceIsDueAfterItsTimeAndNotBefore(When when) {
    IdleRefresh idle = silent(when);
    idle.received(START + 3 * SECOND);

    assertThat(idle.isDue(START + 13 * SECOND - 1)).isFalse();
    assertThat(idle.isDue(START + 13 * SECOND)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void ofManyWhoAskAtOnceOneIsTold(When when) {
    IdleRefresh idle = silent(when);

    assertThat(idle.isDue(START + 20 * SECOND)).isTrue();
    assertThat(idle.isDue(START + 20 * SECOND)).isFalse();
  }

  @Test
  void inTheBackgroundItIsDueOnceUntilTheNextMessage() {
    IdleRefresh idle = silent(When.BACKGROUND);
    idle.begun(START);

    assertThat(idle.isDue(START + 100 * SECOND)).isFalse();
    idle.sent(START + 100 * SECOND);
    assertThat(idle.isDue(START + 110 * SECOND)).isTrue();
  }

  @Test
  void beforeASendKeysThatHaveLainAreOldThoughNothingWasSentWithThem() {
    IdleRefresh idle = silent(When.BEFORE_SEND);
    idle.begun(START);

    assertThat(idle.isDue(START + 10 * SECOND)).isTrue();
  }

  @Test
  void messagesOfThePartnerCountUntilOneOfOurs() {
    var idle = new IdleRefresh(new Refresh(Duration.ZERO, 3, When.BACKGROUND), START);
    idle.received(START);
    idle.received(START);
    idle.sent(START);
    idle.received(START);
    idle.received(START);
    assertThat(idle.isDue(START)).isFalse();

    idle.received(START);

    assertThat(idle.isDue(START)).isTrue();
    assertThat(idle.isDue(START)).isFalse();
  }

  @Test
  void withoutATimeOrANumberItIsNeverDue() {
    var idle = new IdleRefresh(Refresh.NEVER, START);
    idle.received(START);

    assertThat(idle.isDue(START + 1_000_000 * SECOND)).isFalse();
  }
}
