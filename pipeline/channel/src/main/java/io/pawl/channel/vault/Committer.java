package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * The one thread that touches an open vault. Whatever waits when it comes round shares a
 * transaction, so that many channels cost few syncs.
 */
final class Committer {
  /** A transaction of so many drawers takes some milliseconds; the first of them waits as long. */
  private static final int MOST_TOGETHER = 256;

  private final VaultFile file;
  private final Drawers drawers;
  private final VaultMark mark;

  /** Bounded by its callers: a channel has one claim and one receipt in it at most. */
  private final BlockingQueue<Request<?>> requests = new LinkedBlockingQueue<>();

  private final Thread thread = new Thread(this::work, "pawl-vault");

  /** Guarded by this. */
  private boolean stopped;

  /** Why nothing can be kept any more. Only the thread's. */
  private @Nullable VaultFailure broken;

  Committer(VaultFile file, Drawers drawers, VaultMark mark) {
    this.file = file;
    this.drawers = drawers;
    this.mark = mark;
    thread.setDaemon(true);
    thread.start();
  }

  /** One caller's work. */
  private static final class Request<T> {
    private final @Nullable MonoSink<T> caller;
    private final Supplier<@Nullable T> work;
    private final boolean changes;
    private final Runnable after;
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    Request(
        @Nullable MonoSink<T> caller, boolean changes, Supplier<@Nullable T> work, Runnable after) {
      this.caller = caller;
      this.changes = changes;
      this.work = work;
      this.after = after;
    }

    /** Ends the thread. */
    static Request<Void> last() {
      return new Request<>(null, false, () -> null, () -> {});
    }

    boolean isLast() {
      return caller == null;
    }

    /** A request that asks for what is not there fails by itself, and changes nothing. */
    void run() {
      try {
        result = work.get();
      } catch (VaultFailure e) {
        throw e;
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    void settle(@Nullable VaultFailure ofAll) {
      after.run();
      MonoSink<T> told = caller;
      RuntimeException cause = ofAll == null ? failure : ofAll;
      if (told == null) {
        return;
      }
      if (cause != null) {
        told.error(cause);
      } else if (result == null) {
        told.success();
      } else {
        told.success(result);
      }
    }
  }

  /**
   * Changes something on subscription; completes when that is durable.
   *
   * @param after run in any case, when nothing needs what was passed in any more
   */
  Mono<Void> change(Runnable change, Runnable after) {
    return Mono.<Void>create(caller ->
            add(
                new Request<>(
                    caller,
                    true,
                    () -> {
                      change.run();
                      return null;
                    },
                    after)))
        .publishOn(Schedulers.parallel());
  }

  /** Asks for something on subscription. */
  <T> Mono<T> ask(Supplier<@Nullable T> question) {
    return Mono.<T>create(caller -> add(new Request<>(caller, false, question, () -> {})))
        .publishOn(Schedulers.parallel());
  }

  private void add(Request<?> request) {
    synchronized (this) {
      if (!stopped) {
        requests.add(request);
        return;
      }
    }
    request.settle(
        new VaultFailure(Reason.CLOSED, "the vault " + file.path() + " was closed here"));
  }

  /** Ends the thread after all that was asked; false if somebody did that already. */
  boolean stop() {
    synchronized (this) {
      if (stopped) {
        return false;
      }
      stopped = true;
      requests.add(Request.last());
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private void work() {
    List<Request<?>> group = new ArrayList<>();
    boolean last = false;
    while (!last) {
      try {
        group.add(requests.take());
      } catch (InterruptedException e) {
        // Nobody has this thread to interrupt it: its end is a request.
        continue;
      }
      requests.drainTo(group, MOST_TOGETHER - 1);
      last = group.getLast().isLast();
      VaultFailure failure = write(group);
      for (Request<?> request : group) {
        request.settle(failure);
      }
      group.clear();
    }
  }

  private @Nullable VaultFailure write(List<Request<?>> group) {
    if (broken != null) {
      return broken;
    }
    boolean changes = group.stream().anyMatch(request -> request.changes);
    long next = drawers.head().mark() + 1;
    try {
      file.begin();
      group.forEach(Request::run);
      if (changes) {
        drawers.advance(next);
      }
      file.commit();
    } catch (VaultFailure e) {
      undo();
      return e;
    }
    if (changes) {
      return raise(next);
    }
    return null;
  }

  private void undo() {
    file.rollBack();
    try {
      drawers.reload();
    } catch (VaultFailure e) {
      broken = e;
    }
  }

  /** Without the mark the vault must not go on: it would run ahead, and count as restored. */
  private @Nullable VaultFailure raise(long next) {
    try {
      mark.write(next);
    } catch (VaultFailure e) {
      broken = e;
    }
    return broken;
  }
}
