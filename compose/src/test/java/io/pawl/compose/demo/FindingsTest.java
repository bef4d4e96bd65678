package io.pawl.compose.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private static final Verdict ACCEPTED = new Verdict.Accepted(false);
  private static final Verdict ADVANCED = new Verdict.Accepted(true);
  private static final Verdict REPLAYED = new Verdict.Refused(Refusal.REPLAYED, Action.NONE);

  private final Findings findings = new Findings();

  private static Place place(long offset) {
    return new Place(0, offset);
  }

  @Test
  void whatIsAsExpectedIsDetected() {
    findings.accepted(place(0));
    findings.accepted(place(5_000));
    findings.rejected(place(5_001), Refusal.REPLAYED, Action.NONE);
    findings.judge(place(0), false, ACCEPTED);
    findings.judge(place(5_000), true, ADVANCED);
    findings.judge(place(5_001), true, REPLAYED);
    assertThat(findings.undetected()).isZero();
    assertThat(findings.acceptedMessages()).isEqualTo(1);
    assertThat(findings.slotsAdvanced()).isEqualTo(1);
    assertThat(findings.refused()).containsOnly(Map.entry(Refusal.REPLAYED, 1L));
  }

  @Test
  void anInjectedRecordThatIsAcceptedIsUndetected() {
    findings.accepted(place(0));
    findings.judge(place(0), true, REPLAYED);
    assertThat(findings.undetected()).isEqualTo(1);
  }

  @Test
  void anotherCodeOrAnotherActionIsUndetected() {
    findings.rejected(place(0), Refusal.BAD_TAG, Action.NONE);
    findings.judge(place(0), true, REPLAYED);
    findings.rejected(place(1), Refusal.REPLAYED, Action.ADVISE);
    findings.judge(place(1), true, REPLAYED);
    assertThat(findings.undetected()).isEqualTo(2);
  }

  @Test
  void aRecordOfWhichNothingCameIsUndetected() {
    findings.judge(place(0), true, REPLAYED);
    findings.judge(place(1), true, ACCEPTED);
    assertThat(findings.undetected()).isEqualTo(2);
  }

  @Test
  void aRecordThatStandsInTheOutputsTwiceIsUndetected() {
    findings.accepted(place(0));
    findings.accepted(place(0));
    findings.judge(place(0), true, ACCEPTED);
    assertThat(findings.undetected()).isPositive();
  }

  @Test
  void anOutputOfNoRecordIsUndetected() {
    findings.accepted(place(0));
    findings.accepted(place(1));
    findings.judge(place(0), true, ACCEPTED);
    assertThat(findings.undetected()).isEqualTo(1);
  }
}
