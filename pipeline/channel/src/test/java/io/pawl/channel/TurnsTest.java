package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  /** What a worker would run, which does when the test says so. */
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  private Runnable during = () -> {};
  private int taken;
  private Turns turns;

  @BeforeEach
  void begin() {
    turns =
        new Turns(
            tasks::add,
            () -> {
              taken++;
              Runnable once = during;
              during = () -> {};
              once.run();
            },
            () -> {});
  }

  @Test
  void aTurnThatIsFreeIsTakenAtOnce() {
    turns.take();
    turns.take();

    assertThat(taken).isEqualTo(2);
    assertThat(tasks).isEmpty();
  }

  @Test
  void whatComesUpDuringATurnIsOneMoreOfTheWorkers() {
    during =
        () -> {
          turns.take();
          turns.wake();
          turns.wake();
        };

    turns.take();
    assertThat(taken).isEqualTo(1);
    assertThat(tasks).hasSize(1);

    tasks.remove().run();
    assertThat(taken).isEqualTo(2);
    assertThat(tasks).isEmpty();
  }

  @Test
  void whatComesUpDuringAWorkersTurnIsSeenByIt() {
    turns.wake();
    turns.wake();
    assertThat(taken).isZero();
    during = turns::take;

    tasks.remove().run();

    assertThat(taken).isEqualTo(2);
    assertThat(tasks).isEmpty();
  }

  @Test
  void whatIsRejectedIsDoneByWhoAsked() {
    var without = new AtomicInteger();
    turns =
        new Turns(
            task -> {
              throw new RejectedExecutionException();
            },
            () -> taken++,
            without::incrementAndGet);

    turns.wake();
    turns.wake();

    assertThat(taken).isZero();
    assertThat(without).hasValue(2);
  }
}
