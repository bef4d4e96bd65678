package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Policy;
import org.junit.jupiter.api.Test;

/** Until when an offer can be answered, as the processor counts it. */
class WaitingOfferTest {
  private static final long OFFERED_AT = 1_000;
  private static final Policy POLICY = TestDeployment.SMALL;

  private final WaitingOffer offer =
      new WaitingOffer(new Holding.Waiting(Sample.of(190).next().offer(), OFFERED_AT, null, 0));

  @Test
  void itExpiresMoreThanAHundredThousandOffsetsLater() {
    offer.elapse(OFFERED_AT + 100_000);
    assertThat(offer.isExpired(POLICY)).isFalse();

    offer.elapse(OFFERED_AT + 100_001);

    assertThat(offer.isExpired(POLICY)).isTrue();
  }

  @Test
  void anOffsetThatIsHeardOfLateTakesNothingBack() {
    offer.elapse(OFFERED_AT + 100_001);

    offer.elapse(OFFERED_AT + 1);

    assertThat(offer.isExpired(POLICY)).isTrue();
  }

  @Test
  void itExpiresAfterMoreMessagesThanAnOverlapAndASlot() {
    for (int i = 0; i < POLICY.overlap() + POLICY.slotMessages(); i++) {
      offer.accepted();
    }
    assertThat(offer.isExpired(POLICY)).isFalse();

    offer.accepted();

    assertThat(offer.isExpired(POLICY)).isTrue();
  }
}
