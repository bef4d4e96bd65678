package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import org.junit.jupiter.api.Test;

class UnacceptedEnvelopesTest {
  private final UnacceptedEnvelopes unaccepted = new UnacceptedEnvelopes();

  private static Envelope envelope(int epoch, long slot, int counter, int tag) {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) tag;
    return new Envelope(
        new ChannelId(1, 2),
        epoch,
        Direction.INITIATOR,
        slot,
        counter,
        Bytes.wrap(new byte[80]),
        Bytes.wrap(bytes));
  }

  @Test
  void whatWasAcceptedIsNotMissed() {
    unaccepted.sealed(envelope(1, 0, 0, 1));

    unaccepted.accepted(envelope(1, 0, 0, 1).position());

    assertThat(unaccepted.refused(envelope(1, 0, 0, 1))).isFalse();
    assertThat(unaccepted.isEmpty()).isTrue();
  }

  @Test
  void whatWasOvertakenIsStillMissedAndOnlyOnce() {
    unaccepted.sealed(envelope(1, 0, 0, 1));
    unaccepted.sealed(envelope(1, 1, 0, 2));
    unaccepted.sealed(envelope(2, 0, 0, 3));
    unaccepted.accepted(envelope(1, 1, 0, 2).position());
    unaccepted.accepted(envelope(2, 0, 0, 3).position());

    assertThat(unaccepted.refused(envelope(1, 0, 0, 1))).isTrue();
    assertThat(unaccepted.refused(envelope(1, 0, 0, 1))).isFalse();
  }

  @Test
  void anEnvelopeWithOtherBytesIsNotOurs() {
    unaccepted.sealed(envelope(1, 0, 0, 1));

    assertThat(unaccepted.refused(envelope(1, 0, 0, 9))).isFalse();
    assertThat(unaccepted.refused(envelope(1, 0, 0, 1))).isTrue();
  }

  @Test
  void whatWasNeverSealedHereIsNotMissed() {
    unaccepted.sealed(envelope(1, 3, 0, 1));

    assertThat(unaccepted.refused(envelope(1, 2, 0, 1))).isFalse();
    assertThat(unaccepted.refused(envelope(1, 4, 0, 1))).isFalse();
  }

  @Test
  void theOldestAreForgottenAtTheLimit() {
    for (int counter = 0; counter <= 1_024; counter++) {
      unaccepted.sealed(envelope(1, 0, counter, 1));
    }

    assertThat(unaccepted.refused(envelope(1, 0, 0, 1))).isFalse();
    assertThat(unaccepted.refused(envelope(1, 0, 1, 1))).isTrue();
  }
}
