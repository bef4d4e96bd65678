package io.pawl.compose.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OracleTest {
  private final Trace trace = new Trace(1);
  private final ChannelId channel = trace.channel();

  private LogEntry open() {
    LogEntry offer = trace.write(trace.offer(channel));
    trace.write(trace.answer(channel));
    return offer;
  }

  /** The verdicts on all of the trace, the last of which are {@code expected}. */
  private void assertEnd(String... expected) {
    var oracle = new Oracle(Trace.PARTITIONS, trace.injected, trace.wire);
    List<String> verdicts = new ArrayList<>();
    for (LogEntry entry : trace.entries) {
      verdicts.add(text(oracle.expect(entry)));
    }
    assertThat(verdicts).endsWith(expected);
  }

  private static String text(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted accepted -> accepted.slotAdvanced() ? "ADVANCED" : "ACCEPTED";
      case Verdict.Refused refused ->
          refused.action() == Action.NONE
              ? refused.refusal().name()
              : refused.refusal() + " " + refused.action();
    };
  }

  @Test
  void whatThePeersWriteInOrderIsAccepted() {
    open();
    trace.write(trace.envelope(channel, 0, 0));
    trace.write(trace.envelope(channel, Direction.RESPONDER, 0, 0));
    trace.write(trace.envelope(channel, 0, 1));
    trace.write(trace.envelope(channel, 1, 0));
    trace.write(trace.close(channel));
    assertEnd("ACCEPTED", "ACCEPTED", "ACCEPTED", "ACCEPTED", "ACCEPTED", "ADVANCED", "ACCEPTED");
  }

  @Test
  void aReplayInItsSlotIsTold() {
    open();
    LogEntry first = trace.write(trace.envelope(channel, 0, 0));
    trace.replay(first);
    assertEnd("ACCEPTED", "REPLAYED");
  }

  @Test
  void aReplayBehindTheWindowIsTooOld() {
    open();
    LogEntry first = trace.write(trace.envelope(channel, 0, 0));
    trace.write(trace.envelope(channel, 0, 63));
    trace.replay(first);
    assertEnd("ACCEPTED", "REPLAYED");

    trace.write(trace.envelope(channel, 1, 0));
    LogEntry early = trace.write(trace.envelope(channel, 1, 1));
    trace.replay(early);
    assertEnd("ADVANCED", "ACCEPTED", "REPLAYED");
  }

  @Test
  void aReplayOfThePreviousSlotExpiresWithTheOverlap() {
    open();
    LogEntry first = trace.write(trace.envelope(channel, 0, 0));
    trace.write(trace.envelope(channel, 1, 0));
    for (int counter = 1; counter < Trace.POLICY.overlap(); counter++) {
      trace.write(trace.envelope(channel, 1, counter));
    }
    trace.replay(first);
    trace.write(trace.envelope(channel, 1, Trace.POLICY.overlap()));
    trace.replay(first);
    assertEnd("REPLAYED", "ACCEPTED", "SLOT_EXPIRED ADVISE");
  }

  @Test
  void aLateEnvelopeOfThePreviousSlotCountsForTheOverlap() {
    open();
    trace.write(trace.envelope(channel, 1, 0));
    for (int counter = 0; counter < Trace.POLICY.overlap(); counter++) {
      trace.write(trace.envelope(channel, 0, counter));
    }
    trace.write(trace.envelope(channel, 0, Trace.POLICY.overlap()));
    assertEnd("ACCEPTED", "SLOT_EXPIRED ADVISE");
  }

  @Test
  void aSlotThatWasSkippedExpiresAtOnce() {
    open();
    trace.write(trace.envelope(channel, 2, 0));
    trace.write(trace.envelope(channel, 1, 0));
    trace.write(trace.envelope(channel, 0, 0));
    assertEnd("ADVANCED", "SLOT_EXPIRED ADVISE", "ACCEPTED");
  }

  @Test
  void anAuthenticLeapKillsItsDirectionOnly() {
    open();
    trace.write(trace.envelope(channel, 5, 0));
    trace.write(trace.envelope(channel, 0, 0));
    trace.write(trace.envelope(channel, Direction.RESPONDER, 4, 0));
    assertEnd("SLOT_TOO_FAR REESTABLISH", "REKEY_REQUIRED", "ADVANCED");
  }

  @Test
  void anAuthenticCounterBeyondItsSlotIsRefused() {
    open();
    trace.write(trace.envelope(channel, 0, 64));
    trace.write(trace.envelope(channel, 0, 63));
    assertEnd("COUNTER_OUT_OF_SLOT", "ACCEPTED");
  }

  @Test
  void aForgedLeapIsABadTagAndKillsNothing() {
    open();
    LogEntry first = trace.write(trace.envelope(channel, 0, 0));
    trace.inject(Attack.FAR_SLOT, trace.envelope(channel, 1_000_000, 0));
    trace.inject(Attack.FAR_COUNTER, trace.envelope(channel, 0, 1_000_000));
    trace.write(trace.envelope(channel, 0, 1));
    trace.replay(first);
    assertEnd("BAD_TAG", "BAD_TAG", "ACCEPTED", "REPLAYED");
  }

  @Test
  void aForgeryThatComesFirstDoesNotTakeThePlaceOfTheGenuine() {
    open();
    trace.inject(Attack.FORGED_ENVELOPE, trace.envelope(channel, 0, 0));
    trace.write(trace.envelope(channel, 0, 0));
    assertEnd("BAD_TAG", "ACCEPTED");
  }

  @Test
  void epochsComeBeforeSizesAndSizesBeforeTags() {
    open();
    Envelope genuine = trace.envelope(channel, 0, 0);
    trace.write(genuine);
    Envelope odd = Alteration.sealed(genuine, trace.noise(81), genuine.tag());
    trace.inject(Attack.FORGED_SIZE, odd);
    trace.inject(Attack.FORGED_SIZE, Alteration.sealed(genuine, trace.noise(16), genuine.tag()));
    trace.inject(Attack.FLIP_EPOCH, Alteration.inEpoch(odd, 2));
    trace.inject(Attack.FLIP_EPOCH, Alteration.inEpoch(odd, 0));
    trace.inject(Attack.FLIP_EPOCH, Alteration.inEpoch(genuine, -1));
    trace.inject(Attack.FLIP_SLOT, Alteration.at(genuine, -1, 0));
    trace.inject(Attack.FLIP_COUNTER, Alteration.at(genuine, 0, -1));
    trace.inject(Attack.FLIP_DIRECTION, Alteration.turned(genuine));
    assertEnd(
        "BAD_SIZE",
        "BAD_SIZE",
        "EPOCH_UNKNOWN",
        "EPOCH_EXPIRED",
        "MALFORMED",
        "MALFORMED",
        "MALFORMED",
        "BAD_TAG");
  }

  @Test
  void anEnvelopeBeforeTheAnswerIsForNoKnownChannel() {
    trace.write(trace.offer(channel));
    trace.inject(Attack.FORGED_ENVELOPE, trace.envelope(channel, 0, 0));
    trace.write(trace.answer(channel));
    trace.inject(Attack.FORGED_ENVELOPE, trace.envelope(channel, 0, 0));
    trace.inject(Attack.UNKNOWN_CHANNEL, trace.envelope(trace.channel(), 0, 0));
    assertEnd("UNKNOWN_CHANNEL", "ACCEPTED", "BAD_TAG", "UNKNOWN_CHANNEL");
  }

  @Test
  void anOfferOnceMoreIsADuplicateUntilItIsAnswered() {
    LogEntry offer = trace.write(trace.offer(channel));
    trace.replay(offer);
    LogEntry answer = trace.write(trace.answer(channel));
    trace.replay(offer);
    trace.replay(answer);
    assertEnd("ACCEPTED", "DUPLICATE", "ACCEPTED", "CHANNEL_EXISTS", "UNKNOWN_OFFER");
  }

  @Test
  void forgedTransitionsChangeNothing() {
    Offer offer = trace.offer(channel);
    trace.write(offer);
    Answer forged = trace.answer(channel);
    trace.inject(Attack.FORGED_ANSWER, forged);
    trace.inject(
        Attack.FORGED_ANSWER,
        new Answer(
            channel,
            forged.offerId(),
            forged.x25519(),
            Bytes.EMPTY,
            forged.grant(),
            forged.signature()));
    trace.inject(
        Attack.FORGED_APPROVAL, new Approval(channel, trace.noise(32), 0, trace.noise(64)));
    trace.inject(Attack.FORGED_CLOSE, trace.close(channel));
    trace.inject(Attack.FORGED_OFFER, trace.offer(trace.channel()));
    trace.write(trace.answer(channel));
    trace.write(trace.envelope(channel, 0, 0));
    assertEnd(
        "BAD_SIGNATURE",
        "KEM_MISMATCH",
        "UNKNOWN_OFFER",
        "BAD_SIGNATURE",
        "BAD_SIGNATURE",
        "ACCEPTED",
        "ACCEPTED");
  }

  @Test
  void aForgedOfferWithAnAnchorOfALongerPartitionIsStale() {
    trace.inject(Attack.FORGED_OFFER, trace.offer(channel, 1));
    trace.inject(Attack.FORGED_OFFER, trace.offer(channel, 1));
    assertEnd("STALE_OPEN", "BAD_SIGNATURE");
  }

  @Test
  void afterACloseAllIsClosed() {
    LogEntry offer = open();
    LogEntry first = trace.write(trace.envelope(channel, 0, 0));
    LogEntry close = trace.write(trace.close(channel));
    trace.replay(first);
    trace.replay(close);
    trace.replay(offer);
    trace.inject(Attack.FORGED_ANSWER, trace.answer(channel));
    trace.inject(
        Attack.FORGED_APPROVAL, new Approval(channel, trace.noise(32), 0, trace.noise(64)));
    assertEnd(
        "ACCEPTED",
        "CHANNEL_CLOSED",
        "CHANNEL_CLOSED",
        "CHANNEL_CLOSED",
        "CHANNEL_CLOSED",
        "CHANNEL_CLOSED");
  }

  @Test
  void aGenuineRecordOutOfItsPlaceIsMalformed() {
    open();
    LogEntry first = trace.write(trace.envelope(channel, 0, 0));
    byte[] value = Objects.requireNonNull(first.value()).array();
    int home = channel.partition(Trace.PARTITIONS);
    trace.append(home, Bytes.wrap(trace.channel().toBytes()), value);
    trace.append((home + 1) % Trace.PARTITIONS, Bytes.wrap(channel.toBytes()), value);
    trace.append(home, Bytes.wrap(channel.toBytes()), new byte[] {1, 2, 3});
    trace.append(home, Bytes.wrap(channel.toBytes()), new byte[0]);
    assertEnd("ACCEPTED", "MALFORMED", "MALFORMED", "MALFORMED", "MALFORMED");
  }

  @Test
  void whatIsMalformedByTheWayItIsMadeIsNotDecoded() {
    open();
    trace.inject(Attack.TRAILING, trace.envelope(channel, 0, 0));
    assertEnd("MALFORMED");
  }

  @Test
  void aTransitionThatTheDemoDoesNotMakeIsAnErrorOfTheDemo() {
    Offer open = trace.offer(channel);
    LogEntry rekey =
        trace.write(
            new Offer(
                Kind.REKEY,
                channel,
                2,
                open.offerer(),
                open.initiator(),
                open.responder(),
                open.x25519(),
                open.mlkem(),
                Reason.ROUTINE,
                0,
                open.policy(),
                open.signature()));
    var oracle = new Oracle(Trace.PARTITIONS, trace.injected, trace.wire);
    assertThatThrownBy(() -> oracle.expect(rekey)).isInstanceOf(IllegalStateException.class);
  }
}
