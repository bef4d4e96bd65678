package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Sender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Until where an epoch is received in that the next has followed. */
class ReceivingEpochsTest {
  private static final long ACTIVATED_AT = 1_000;

  /** The protocol's number of log offsets. */
  private static final long LAST = ACTIVATED_AT + 100_000;

  private final Sample sample = Sample.of(180);
  private final Sender before = sender(sample.offer(), sample.keys());
  private final Sender after = sender(sample.next().offer(), Sample.of(181).keys());
  private final ReceivingEpochs epochs = new ReceivingEpochs(epoch(sample.offer(), sample, 5));

  private static Sender sender(Offer offer, EpochKeys keys) {
    return Sender.begin(
        new EpochDirection(offer.channel(), offer.epoch(), Direction.INITIATOR, offer.policy()),
        keys.initiatorChain(),
        keys.initiatorAdmission());
  }

  private static ReceivingEpoch epoch(Offer offer, Sample keys, long activatedAt) {
    return ReceivingEpoch.begin(
        offer, Direction.RESPONDER, activatedAt, keys.keys().initiatorChain());
  }

  private static Envelope seal(Sender sender) {
    sender.claimDue().ifPresent(sender::claimed);
    return sender.seal(new byte[] {1});
  }

  @BeforeEach
  void theNextBegins() {
    epochs.add(epoch(sample.next().offer(), Sample.of(181), ACTIVATED_AT));
    assertThat(epochs.reach(2)).isTrue();
  }

  @Test
  void inSilenceItIsOpenedUpToAHundredThousandOffsetsLater() {
    assertThat(epochs.open(seal(before), LAST)).isInstanceOf(Receipt.Opened.class);
    assertThat(epochs.hasDropped()).isFalse();

    assertThat(epochs.open(seal(before), LAST + 1))
        .isEqualTo(new Receipt.Refused(Refusal.EPOCH_EXPIRED));
    assertThat(epochs.hasDropped()).isTrue();
    assertThat(epochs.before()).isZero();
  }

  @Test
  void theLogAloneEndsIt() {
    epochs.elapse(LAST);
    assertThat(epochs.states()).hasSize(2);

    epochs.elapse(LAST + 1);

    assertThat(epochs.states()).hasSize(1);
    assertThat(epochs.hasDropped()).isTrue();
    assertThat(epochs.open(seal(after), LAST + 2)).isInstanceOf(Receipt.Opened.class);
  }

  @Test
  void messagesOfTheNextDoNotPutThatOff() {
    assertThat(epochs.open(seal(after), LAST)).isInstanceOf(Receipt.Opened.class);
    assertThat(epochs.left()).isEqualTo(TestDeployment.SMALL.overlap());

    assertThat(epochs.open(seal(after), LAST + 1)).isInstanceOf(Receipt.Opened.class);

    assertThat(epochs.before()).isZero();
    assertThat(epochs.left()).isZero();
  }

  @Test
  void oneThatComesBackFromTheVaultEndsAtTheSameOffset() {
    var restored = new ReceivingEpochs(epoch(sample.next().offer(), Sample.of(181), ACTIVATED_AT));
    restored.restoreBefore(epoch(sample.offer(), sample, 5), 7);

    assertThat(restored.open(seal(before), LAST)).isInstanceOf(Receipt.Opened.class);
    assertThat(restored.open(seal(before), LAST + 1))
        .isEqualTo(new Receipt.Refused(Refusal.EPOCH_EXPIRED));
  }
}
