package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

class TurnsTest {
  private final SteppedWorker worker = new SteppedWorker();
  private Runnable during = () -> {};
  private int taken;
  private Turns turns;

  /** Runs what it is given when the test says so. */
  private static final class SteppedWorker implements Scheduler.Worker {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean disposed;

    @Override
    public Disposable schedule(Runnable task) {
      if (disposed) {
        throw new RejectedExecutionException();
      }
      tasks.add(task);
      return Disposables.single();
    }

    int tasks() {
      return tasks.size();
    }

    void step() {
      tasks.remove().run();
    }

    @Override
    public void dispose() {
      disposed = true;
    }
  }

  @BeforeEach
  void begin() {
    turns =
        new Turns(
            worker,
            () -> {
              taken++;
              Runnable once = during;
              during = () -> {};
              once.run();
            });
  }

  @Test
  void aTurnThatIsFreeIsTakenAtOnce() {
    turns.take();
    turns.take();

    assertThat(taken).isEqualTo(2);
    assertThat(worker.tasks()).isZero();
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
    assertThat(worker.tasks()).isEqualTo(1);

    worker.step();
    assertThat(taken).isEqualTo(2);
    assertThat(worker.tasks()).isZero();
  }

  @Test
  void whatComesUpDuringAWorkersTurnIsSeenByIt() {
    turns.wake();
    turns.wake();
    assertThat(taken).isZero();
    during = turns::take;

    worker.step();

    assertThat(taken).isEqualTo(2);
    assertThat(worker.tasks()).isZero();
  }

  @Test
  void withoutItsWorkerWhoAsksTakesTheTurn() {
    turns.end();

    turns.wake();

    assertThat(taken).isEqualTo(1);
  }
}
