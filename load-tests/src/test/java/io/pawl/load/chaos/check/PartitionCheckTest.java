package io.pawl.load.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.load.outputs.Mark;
import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.Rejection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A check is worth what it finds: outputs with one fault each must give just that fault. */
class PartitionCheckTest {
  private static final int STEPS = 5_000;

  private static final Judged RIGHT = new Judged(1, STEPS);
  private static final Findings CLEAN = RIGHT.findings();

  private final Judged judged = new Judged(RIGHT);

  private Findings with(
      long lost, long duplicated, long reordered, long wronglyAccepted, long wronglyRefused) {
    return new Findings(
        CLEAN.records(),
        judged.accepted.stream().filter(PartitionCheckTest::isPassed).count(),
        judged.rejected.size(),
        lost,
        duplicated,
        reordered,
        wronglyAccepted,
        wronglyRefused,
        0,
        0);
  }

  private static boolean isPassed(ConsumerRecord<byte[], byte[]> output) {
    return LogOffset.read(output.headers()).isPresent();
  }

  private int passedAt(int from) {
    int index = from;
    while (!isPassed(judged.accepted.get(index))) {
      index++;
    }
    return index;
  }

  private ConsumerRecord<byte[], byte[]> entryOf(ConsumerRecord<byte[], byte[]> passed) {
    return judged.log.get(Math.toIntExact(LogOffset.read(passed.headers()).orElseThrow()));
  }

  private Rejection rejection(int index) {
    return ((Decoded.Value<Rejection>)
            judged.codec().decodeRejected(judged.rejected.get(index).value()))
        .record();
  }

  @Test
  void rightOutputsHaveNoFault() {
    assertThat(CLEAN).isEqualTo(with(0, 0, 0, 0, 0));
    assertThat(CLEAN.isClean()).isTrue();
    assertThat(CLEAN.accepted()).isGreaterThan(STEPS / 2);
    assertThat(CLEAN.rejected()).isGreaterThan(STEPS / 20);
  }

  @Test
  void theTrafficHasRefusalsOfMostKinds() {
    assertThat(judged.rejected)
        .extracting(it -> Fields.rejected(judged.records().require(it.value())).code())
        .contains(
            Refusal.MALFORMED,
            Refusal.UNKNOWN_CHANNEL,
            Refusal.CHANNEL_CLOSED,
            Refusal.EPOCH_UNKNOWN,
            Refusal.EPOCH_EXPIRED,
            Refusal.BAD_TAG,
            Refusal.SLOT_EXPIRED,
            Refusal.SLOT_TOO_FAR,
            Refusal.COUNTER_TOO_FAR,
            Refusal.REPLAYED,
            Refusal.BAD_SIGNATURE,
            Refusal.UNKNOWN_OFFER);
  }

  @Test
  void anOutcomeThatIsMissingIsLost() {
    judged.accepted.remove(passedAt(100));
    judged.rejected.remove(50);

    assertThat(judged.findings()).isEqualTo(with(2, 0, 0, 0, 0));
  }

  @Test
  void anOutcomeThatIsThereTwiceIsDuplicated() {
    int accepted = passedAt(100);
    judged.accepted.add(accepted, judged.accepted.get(accepted));
    judged.rejected.add(50, judged.rejected.get(50));

    assertThat(judged.findings()).isEqualTo(with(0, 2, 0, 0, 0));
  }

  @Test
  void aRecordThatIsBothAcceptedAndRefusedIsDuplicated() {
    int accepted = passedAt(100);
    var entry = entryOf(judged.accepted.get(accepted));
    int at = 0;
    while (rejection(at).logOffset() < entry.offset()) {
      at++;
    }
    judged.rejected.add(
        at, judged.rejection(entry, null, new Verdict.Refused(Refusal.BAD_TAG, Action.NONE)));

    assertThat(judged.findings()).isEqualTo(with(0, 1, 0, 0, 0));
  }

  @Test
  void outcomesThatChangedPlacesAreReordered() {
    int first = passedAt(100);
    Collections.swap(judged.accepted, first, passedAt(first + 1));
    Collections.swap(judged.rejected, 50, 51);

    assertThat(judged.findings()).isEqualTo(with(0, 0, 2, 0, 0));
  }

  @Test
  void aBatchThatIsRepeatedIsDuplicatedAndReordered() {
    List<ConsumerRecord<byte[], byte[]>> batch =
        judged.accepted.subList(100, 110).stream().filter(PartitionCheckTest::isPassed).toList();
    judged.accepted.addAll(110, new ArrayList<>(batch));

    assertThat(judged.findings()).isEqualTo(with(0, batch.size(), batch.size() - 1, 0, 0));
  }

  @Test
  void aRefusedRecordThatWasLetThroughIsWronglyAccepted() {
    long offset = rejection(50).logOffset();
    judged.rejected.remove(50);
    int at = 0;
    while (LogOffset.read(judged.accepted.get(at).headers()).orElse(0) < offset) {
      at++;
    }
    judged.accepted.add(at, Judged.passed(judged.log.get(Math.toIntExact(offset))));

    assertThat(judged.findings()).isEqualTo(with(0, 0, 0, 1, 0));
  }

  @Test
  void aRecordThatWentOutWithOtherBytesIsWronglyAccepted() {
    int accepted = passedAt(100);
    var real = judged.accepted.get(accepted);
    byte[] changed = real.value().clone();
    changed[changed.length - 1] ^= 1;
    var other = new ConsumerRecord<>("output", 0, 0, real.key(), changed);
    real.headers().forEach(other.headers()::add);
    judged.accepted.set(accepted, other);

    assertThat(judged.findings()).isEqualTo(with(0, 0, 0, 1, 0));
  }

  @Test
  void anAcceptedRecordThatTheLogDoesNotHaveIsWronglyAccepted() {
    var real = judged.log.getLast();
    judged.accepted.add(
        Judged.passed(
            new ConsumerRecord<>(
                "log", 0, real.offset() + 1, new byte[16], new byte[] {0, 0, 0, 0, 1})));

    assertThat(judged.findings()).isEqualTo(with(0, 0, 0, 1, 0));
  }

  @Test
  void aRecordRefusedForAnotherReasonIsWronglyRefused() {
    Rejection right = rejection(50);
    judged.rejected.set(
        50,
        judged.rejection(
            judged.log.get(Math.toIntExact(right.logOffset())),
            right.channel(),
            new Verdict.Refused(Refusal.KEM_MISMATCH, Action.NONE)));

    assertThat(judged.findings()).isEqualTo(with(0, 0, 0, 0, 1));
  }

  @Test
  void anAcceptableRecordThatWasRefusedIsWronglyRefused() {
    int accepted = passedAt(100);
    var entry = entryOf(judged.accepted.remove(accepted));
    int at = 0;
    while (rejection(at).logOffset() < entry.offset()) {
      at++;
    }
    judged.rejected.add(
        at, judged.rejection(entry, null, new Verdict.Refused(Refusal.REPLAYED, Action.NONE)));

    assertThat(judged.findings()).isEqualTo(with(0, 0, 0, 0, 1));
  }

  @Test
  void whatIsMarkedAsForgedIsNeverRightlyAccepted() {
    var entry = entryOf(judged.accepted.get(passedAt(100)));
    var forged = new ConsumerRecord<>("log", 0, entry.offset(), entry.key(), entry.value());
    Mark.forged(forged.headers());
    judged.log.set(Math.toIntExact(entry.offset()), forged);

    assertThat(judged.findings()).isEqualTo(with(0, 0, 0, 1, 0));
  }

  @Test
  void eventsThatAreMissingOrRepeatedAreWrong() {
    int event = 0;
    while (isPassed(judged.accepted.get(event))) {
      event++;
    }
    var repeated = judged.accepted.get(event);
    judged.accepted.add(event, repeated);
    assertThat(judged.findings().wrongEvents()).isEqualTo(1);

    judged.accepted.remove(event);
    judged.accepted.remove(event);
    assertThat(judged.findings().wrongEvents()).isEqualTo(1);
  }

  @Test
  void aFactOfAnEarlierStateIsWrong() {
    int later = judged.facts.size() - 2;
    while (!(fact(later) instanceof Fact.Position)) {
      later--;
    }
    Fact.Position position = (Fact.Position) fact(later);
    judged.facts.set(
        later,
        new ConsumerRecord<>(
            "output",
            0,
            0,
            null,
            judged
                .codec()
                .encodeFact(
                    new Fact.Position(
                        new ChannelPosition(
                            position.position().channel(),
                            position.position().epoch(),
                            position.position().accepted() - 1,
                            position.position().initiator(),
                            position.position().responder()),
                        position.covered()))));

    assertThat(judged.findings().wrongFacts()).isEqualTo(1);
  }

  @Test
  void aBarrierPastAChangeThatNoFactHasToldIsWrong() {
    int last = judged.facts.size() - 2;
    while (!(fact(last) instanceof Fact.Position)) {
      last--;
    }
    judged.facts.remove(last);

    assertThat(judged.findings().wrongFacts()).isEqualTo(1);
  }

  private Fact fact(int index) {
    return ((Decoded.Value<Fact>) judged.codec().decodeFact(judged.facts.get(index).value()))
        .record();
  }

  @Test
  void theSameSeedGivesTheSameTraffic() {
    assertThat(new Judged(7, 500).log)
        .extracting(PartitionCheckTest::bytes)
        .isEqualTo(new Judged(7, 500).log.stream().map(PartitionCheckTest::bytes).toList());
  }

  private static Bytes bytes(ConsumerRecord<byte[], byte[]> entry) {
    return entry.value() == null ? Bytes.EMPTY : Bytes.wrap(entry.value());
  }
}
