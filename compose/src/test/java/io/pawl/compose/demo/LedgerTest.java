package io.pawl.compose.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private final Ledger ledger = new Ledger(2);

  private void send(String... lines) {
    for (String line : lines) {
      ledger.sent(0, line.getBytes(UTF_8), 0);
    }
  }

  private void receive(String... lines) {
    for (String line : lines) {
      ledger.received(0, line.getBytes(UTF_8), TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private void assertTally(int lost, int duplicated, int altered, int misplaced) {
    Tally tally = ledger.tally();
    assertThat(tally)
        .isEqualTo(new Tally(ledger.sent(), ledger.opened(), lost, duplicated, altered, misplaced));
    assertThat(tally.isClean()).isEqualTo(lost + duplicated + altered + misplaced == 0);
  }

  @Test
  void linesThatArriveAsTheyWereSentAreClean() {
    send("a", "", "", "b", "a");
    receive("a", "", "", "b", "a");
    assertTally(0, 0, 0, 0);
  }

  @Test
  void aLineThatDoesNotArriveIsLost() {
    send("a", "b", "c");
    receive("a", "c");
    assertTally(1, 0, 0, 0);
  }

  @Test
  void theLastLinesCanBeLostToo() {
    send("a", "b", "c");
    receive("a");
    assertTally(2, 0, 0, 0);
  }

  @Test
  void aLineThatArrivesTwiceIsDuplicated() {
    send("a", "b", "c");
    receive("a", "a", "b", "c", "b");
    assertTally(0, 2, 0, 0);
  }

  @Test
  void aLineThatWasSentTwiceMayArriveTwiceAndNotMore() {
    send("a", "a", "b");
    receive("a", "a", "a", "b");
    assertTally(0, 1, 0, 0);
  }

  @Test
  void aLineThatArrivesChangedIsAlteredAndTheOriginalLost() {
    send("a", "b", "c");
    receive("a", "b ", "c");
    assertTally(1, 0, 1, 0);
  }

  @Test
  void aLineThatArrivesAfterALaterOneIsMisplaced() {
    send("a", "b", "c", "d");
    receive("a", "c", "b", "d");
    assertTally(0, 0, 0, 1);
  }

  @Test
  void aLineOfAnotherDirectionIsNoLineOfThis() {
    send("a");
    ledger.sent(1, "b".getBytes(UTF_8), 0);
    receive("b");
    ledger.received(1, "b".getBytes(UTF_8), 0);
    assertTally(1, 0, 1, 0);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void anyOtherOrderIsNotClean(long seed) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      lines.add("line " + i % 700);
    }
    send(lines.toArray(String[]::new));
    Collections.shuffle(lines, new Random(seed));
    receive(lines.toArray(String[]::new));
    Tally tally = ledger.tally();
    assertThat(tally.lost() + tally.duplicated() + tally.altered()).isZero();
    assertThat(tally.misplaced()).isPositive();
  }

  @Test
  void latencyIsFromSendToOpen() {
    send("a", "b");
    receive("a", "b");
    assertThat(ledger.latencyMillis(50)).isBetween(9.9, 10.1);
    assertThat(ledger.latencyMillis(99)).isBetween(9.9, 10.1);
  }
}
