package io.pawl.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Ledger.Written MESSAGE = new Ledger.Written(Ledger.ACCEPTED, 0, true);
  private static final Ledger.Written FORGED = new Ledger.Written("BAD_TAG", 0, false);

  private final Latencies latencies = new Latencies();
  private final Ledger ledger = new Ledger(new long[] {0, 100}, latencies);

  @Test
  void whatHasItsOneOutcomeIsAccountedFor() {
    ledger.written(0, 0, MESSAGE);
    ledger.written(1, 100, FORGED);
    assertThat(ledger.backlog()).isEqualTo(2);

    ledger.told(0, 0, Ledger.ACCEPTED, 5);
    ledger.told(1, 100, "BAD_TAG", 5);

    assertThat(ledger.backlog()).isZero();
    assertThat(ledger.verdicts())
        .containsOnly(Map.entry(Ledger.ACCEPTED, 1L), Map.entry("BAD_TAG", 1L));
    assertThat(ledger.acceptedMessages()).isEqualTo(1);
    assertThat(ledger.acceptedByPartition()).containsExactly(1, 0);
    Ledger.Findings found = ledger.findings();
    assertThat(found.examples()).isEmpty();
    assertThat(found.lost() + found.doubled() + found.wrong() + found.invented()).isZero();
  }

  @Test
  void anOutcomeMayBeVisibleBeforeTheProducerHears() {
    ledger.told(0, 0, Ledger.ACCEPTED, 5);
    ledger.written(0, 0, MESSAGE);

    assertThat(ledger.backlog()).isZero();
    assertThat(ledger.findings().invented()).isZero();
  }

  @Test
  void aLostOutcomeIsTold() {
    ledger.written(1, 107, MESSAGE);

    assertThat(ledger.findings().lost()).isEqualTo(1);
    assertThat(ledger.findings().examples()).contains("partition 1, log offset 107: no outcome");
  }

  @Test
  void aDoubledOutcomeIsTold() {
    ledger.written(0, 0, MESSAGE);
    ledger.told(0, 0, Ledger.ACCEPTED, 5);
    ledger.told(0, 0, "REPLAYED", 5);

    assertThat(ledger.findings().doubled()).isEqualTo(1);
    assertThat(ledger.findings().examples())
        .containsExactly("partition 0, log offset 0: another outcome, REPLAYED");
    assertThat(ledger.acceptedMessages()).isEqualTo(1);
  }

  @Test
  void aWrongOutcomeIsToldWithTheRightOne() {
    ledger.written(0, 0, FORGED);
    ledger.told(0, 0, Ledger.ACCEPTED, 5);

    assertThat(ledger.findings().wrong()).isEqualTo(1);
    assertThat(ledger.findings().examples())
        .containsExactly("partition 0, log offset 0: ACCEPTED, expected BAD_TAG");
    assertThat(ledger.accepted()).isZero();
  }

  @Test
  void anOutcomeOfNothingIsToldAndOneOfBeforeIsNot() {
    ledger.told(0, 0, Ledger.ACCEPTED, 5);
    ledger.told(1, 99, Ledger.ACCEPTED, 5);

    assertThat(ledger.findings().invented()).isEqualTo(1);
  }
}
