package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuietTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** A clock may begin anywhere, and go past the largest number. */
  private static final long START = Long.MAX_VALUE - SECOND / 2;

  private static final Bytes ID = Bytes.wrap(new byte[32]);

  private final Sample sample = Sample.of(1);
  private final PendingTransition pending =
      new PendingTransition(
          sample.offer().channel(), Direction.INITIATOR, new MemoryVault(), new Deaf());
  private final Quiet quiet = new Quiet(START);

  private void offered(Reason reason) {
    var proposal = new Proposal(Kind.REKEY, reason, 2);
    proposal.offered(sample.nextOffer(reason), ID, sample.offerKeys());
    pending.propose(proposal);
  }

  private void agreed(Reason reason) {
    pending.agree(
        new Agreement(
            sample.nextOffer(reason), ID, sample.answered().answer(), sample.keys(), true));
  }

  @Test
  void withoutATransitionThereIsNone() {
    assertThat(quiet.isDue(pending, true, START)).isFalse();
    assertThat(quiet.isDue(pending, false, START)).isFalse();
    assertThat(quiet.left(START)).isNotPositive();
  }

  @Test
  void anOfferKeepsItForASecondAndNoLonger() {
    quiet.begin(START);

    assertThat(quiet.left(START)).isEqualTo(SECOND);
    assertThat(quiet.isDue(pending, true, START + SECOND - 1)).isTrue();
    assertThat(quiet.isDue(pending, true, START + SECOND)).isFalse();
  }

  @Test
  void aDecisionEndsIt() {
    quiet.begin(START);

    quiet.end(START + 1);

    assertThat(quiet.isDue(pending, true, START + 1)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void anOfferOfOursThatLeavesNoOverlapKeepsItUntilItIsDecided(Reason reason) {
    offered(reason);

    assertThat(quiet.isDue(pending, true, START)).isEqualTo(reason != Reason.ROUTINE);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void anAnswerToOneThatLeavesNoOverlapKeepsItUntilItIsDecided(Reason reason) {
    agreed(reason);

    assertThat(quiet.isDue(pending, true, START)).isEqualTo(reason != Reason.ROUTINE);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void whoComesBackSealsNothingWhileItsEpochMayHaveBegun(Reason reason) {
    offered(reason);
    assertThat(quiet.isDue(pending, false, START)).isTrue();

    pending.fail(Refusal.OFFER_EXPIRED);
    assertThat(quiet.isDue(pending, false, START)).isFalse();

    agreed(reason);
    assertThat(quiet.isDue(pending, false, START)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void whatIsAskedForAndNotYetOfferedKeepsNothing(Reason reason) {
    pending.propose(new Proposal(Kind.REKEY, reason, 2));

    assertThat(quiet.isDue(pending, true, START)).isFalse();
    assertThat(quiet.isDue(pending, false, START)).isFalse();
  }
}
