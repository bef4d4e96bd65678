package io.pawl.channel;

import io.pawl.stream.LogWriter;
import io.pawl.stream.WriterFull;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What a channel has sealed and the log has not acknowledged. What waits for its caller's note is
 * held back, and whatever was sealed after it. What the log refuses is written again, as the same
 * bytes and in order, before anything else: a sealed envelope is never given up, so no failure
 * opens a gap. For the one whose turn it is; the log answers from wherever it likes.
 */
final class Transmission {
  private final LogWriter writer;
  private final Runnable wake;

  /** Answered by the log, not yet looked at. */
  private final Queue<Dispatch> answered = new ConcurrentLinkedQueue<>();

  /** Set when the log refuses something: what would overtake it is held back. */
  private volatile boolean trouble;

  private volatile boolean roomAwaited;

  /** To be written again, in order. */
  private final Deque<Dispatch> repeats = new ArrayDeque<>();

  /** Refused since, in order, while others are still in flight. */
  private final Deque<Dispatch> refused = new ArrayDeque<>();

  /** Sealed and not written yet, in order: the first waits for its note. */
  private final Deque<Dispatch> held = new ArrayDeque<>();

  private int inFlight;

  /**
   * @param wake told when the log has answered, or has room: time for another turn
   */
  Transmission(LogWriter writer, Runnable wake) {
    this.writer = writer;
    this.wake = wake;
  }

  /** Envelopes that the log has not acknowledged. */
  int unacknowledged() {
    return inFlight + refused.size() + repeats.size() + held.size();
  }

  /** Whether something new may follow what was written. */
  boolean isClear() {
    return !trouble && refused.isEmpty() && repeats.isEmpty();
  }

  /** Writes a sealed message, after those before it, and after its note. */
  void add(Dispatch dispatch) {
    if (held.isEmpty() && dispatch.isNoted()) {
      write(dispatch);
    } else {
      held.addLast(dispatch);
    }
  }

  /** Writes what no longer waits for a note. */
  void release() {
    for (Dispatch first = held.peekFirst();
        first != null && first.isNoted() && isClear();
        first = held.peekFirst()) {
      write(held.removeFirst());
    }
  }

  private void write(Dispatch dispatch) {
    inFlight++;
    dispatch.repeat();
    writer.write(dispatch.sealed()).subscribe(dispatch);
  }

  /** Hears the log's answer to {@code dispatch}; from any thread. */
  void answer(Dispatch dispatch) {
    if (dispatch.failure() != null) {
      trouble = true;
    }
    answered.add(dispatch);
    wake.run();
  }

  /**
   * Takes the answers that have come.
   *
   * @param acknowledged told of each that the log has
   * @return those that it refused for another reason than room, in order; they will be repeated
   */
  List<Dispatch> takeAnswers(Consumer<Dispatch> acknowledged) {
    // Before the queue is read: a refusal that comes now sets it again.
    trouble = false;
    List<Dispatch> failed = new ArrayList<>(0);
    for (Dispatch dispatch = answered.poll(); dispatch != null; dispatch = answered.poll()) {
      inFlight--;
      Throwable failure = dispatch.failure();
      if (failure == null) {
        acknowledged.accept(dispatch);
      } else {
        refused.addLast(dispatch);
        if (failure instanceof WriterFull) {
          awaitRoom();
        } else {
          failed.add(dispatch);
        }
      }
    }
    return failed;
  }

  private void awaitRoom() {
    if (!roomAwaited) {
      roomAwaited = true;
      writer.room().subscribe(nothing -> {}, error -> goOn(), this::goOn);
    }
  }

  private void goOn() {
    roomAwaited = false;
    wake.run();
  }

  /**
   * Writes again what the log refused, once nothing is in flight that it could overtake.
   *
   * @param anyway also what was refused for another reason than room: that is tried when there is
   *     an occasion, not in a loop
   */
  void repeat(boolean anyway) {
    if (inFlight > 0 || roomAwaited || trouble) {
      return;
    }
    // They went out before whatever is still to be repeated.
    refused.descendingIterator().forEachRemaining(repeats::addFirst);
    refused.clear();
    Dispatch first = repeats.peekFirst();
    if (first != null && (anyway || first.failure() instanceof WriterFull)) {
      while (!trouble && !repeats.isEmpty()) {
        write(repeats.removeFirst());
      }
    }
  }

  /**
   * Gives up what is not in flight: the epoch's keys go, and nobody is left to repeat it.
   *
   * @param abandoned told of each, in order
   */
  void abandon(Consumer<Dispatch> abandoned) {
    refused.descendingIterator().forEachRemaining(repeats::addFirst);
    refused.clear();
    repeats.addAll(held);
    held.clear();
    for (Dispatch dispatch = repeats.poll(); dispatch != null; dispatch = repeats.poll()) {
      abandoned.accept(dispatch);
    }
  }
}
