package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.ratchet.ChannelId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class WaitingSendsTest {
  private static final ChannelId CHANNEL = new ChannelId(1, 2);

  /** Three messages, and a hundred bytes. */
  private final WaitingSends waiting =
      new WaitingSends(CHANNEL, new ChannelLimits(1, 1, 3, 100, 1));

  private Mono<Sent> send(int payloadBytes, boolean limited) {
    return Mono.create(caller -> {
      ChannelFailure refusal = waiting.admit(payloadBytes, limited);
      if (refusal == null) {
        waiting.add(new Dispatch(caller, new byte[payloadBytes], null, dispatch -> {}));
      } else {
        caller.error(refusal);
      }
    });
  }

  private CompletableFuture<@Nullable Sent> sent(int payloadBytes) {
    return send(payloadBytes, true).toFuture();
  }

  @Test
  void messagesAreRefusedFromTheLimitOnUntilOneIsTakenAway() {
    for (int i = 0; i < 3; i++) {
      var _ = sent(1);
    }
    assertThatThrownBy(sent(1)::join).hasCauseInstanceOf(ChannelFailure.TooManyWaiting.class);

    waiting.removeFirst();

    assertThat(sent(1)).isNotDone();
  }

  @Test
  void bytesAreRefusedFromTheLimitOnUntilTheyAreTakenAway() {
    var _ = sent(100);
    assertThatThrownBy(sent(1)::join).hasCauseInstanceOf(ChannelFailure.TooManyWaiting.class);

    waiting.removeFirst();

    assertThat(sent(1)).isNotDone();
  }

  @Test
  void whoIsNotLimitedIsCountedAllTheSame() {
    for (int i = 0; i < 4; i++) {
      send(1, false).subscribe();
    }
    waiting.removeFirst();

    assertThatThrownBy(sent(1)::join).hasCauseInstanceOf(ChannelFailure.TooManyWaiting.class);
  }

  @Test
  void whatIsSentInResponseToAFailureDoesNotFailWithIt() {
    var again = sent(1).exceptionallyCompose(error -> sent(2));
    var other = sent(3);

    var cause = new ChannelFailure.Closed(CHANNEL);
    waiting.fail(cause);

    assertThatThrownBy(other::join).hasCause(cause);
    assertThat(again).isNotDone();
    assertThat(waiting.first()).extracting(Dispatch::payloadBytes).isEqualTo(2);
  }
}
