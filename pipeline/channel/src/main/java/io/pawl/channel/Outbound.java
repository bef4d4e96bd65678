package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Sender;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * A channel's sending direction: seals in order of the calls and writes to the log, with a bounded
 * number of envelopes unacknowledged. Epochs follow each other in it; what is sealed in one is
 * written before anything of the next.
 *
 * <p>What it is told, it notes, and does in its next turn: only the one whose turn it is seals and
 * transmits. A send takes it on its own thread, if it is free; what comes up meanwhile,
 * acknowledgements above all, goes to a worker.
 */
final class Outbound {
  private final ChannelId channel;
  private final Runnable sendBegins;
  private final Scheduler.Worker worker;
  private final Turns turns;
  private final WaitingSends waiting;
  private final Sealing sealing;
  private final Transmission transmission;

  /** Those who wait until everything is in the log. */
  private final Waiters finishers = new Waiters();

  /** Those who wait until what is sealed is in the log. */
  private final Waiters drainers = new Waiters();

  private volatile boolean finishing;

  /** Nothing is sealed now, and what is sent waits. */
  private volatile boolean held;

  /** What is sealed with; null while there is nothing, and what is sent waits. */
  private volatile @Nullable SendingEpoch sending;

  /** Why what is sent does not wait while nothing is sealed; null if it does. */
  private volatile @Nullable ChannelFailure silence;

  private volatile @Nullable ChannelFailure end;
  private volatile int unacknowledged;
  private volatile int maxPayload;

  /**
   * @param policy of the current epoch
   * @param sending null if nothing can be sealed in the current epoch
   * @param loggedAt a log offset up to which the log is known to have what was sealed before
   * @param sendBegins run for each message that is taken, before it is, on its caller's thread
   */
  Outbound(
      Connection connection,
      Vault vault,
      ChannelId channel,
      Policy policy,
      @Nullable SendingEpoch sending,
      long loggedAt,
      Runnable sendBegins) {
    this.channel = channel;
    this.sending = sending;
    this.sendBegins = sendBegins;
    this.maxPayload = Sender.maxPayload(policy);
    this.worker = connection.workers().createWorker();
    // Without a worker, when the client has closed, callers must still hear how their sends ended.
    this.turns = new Turns(worker::schedule, this::turn, this::turn);
    this.waiting = new WaitingSends(channel, connection.limits());
    this.sealing = new Sealing(connection, vault, loggedAt, turns::wake);
    this.transmission = new Transmission(connection.writer(), turns::wake);
  }

  /** Sends on subscription, unless as many wait as may. */
  Mono<Sent> send(byte[] payload) {
    return Mono.create(caller -> enqueue(caller, payload, null, true));
  }

  /** As above; the log does not get the envelope before {@code keeping} is done with it. */
  Mono<Sent> send(byte[] payload, Function<Sealed, Mono<Void>> keeping) {
    return Mono.create(caller -> enqueue(caller, payload, new Note(keeping), true));
  }

  /** Sends these in order, asking for them no faster than they can be sent. */
  Flux<Sent> sendAll(Publisher<byte[]> payloads) {
    // Twice what may be unacknowledged: the next ones wait when room comes, and nothing is refused.
    SendingEpoch now = sending;
    int ahead = now == null ? 1 : 2 * now.mostUnacknowledged();
    return Flux.from(payloads)
        .flatMapSequential(
            payload -> Mono.<Sent>create(caller -> enqueue(caller, payload, null, false)),
            ahead,
            1);
  }

  private void enqueue(
      MonoSink<Sent> caller, byte[] payload, @Nullable Note note, boolean limited) {
    if (payload.length > maxPayload) {
      caller.error(new ChannelFailure.PayloadTooLarge(payload.length, maxPayload));
      return;
    }
    ChannelFailure refusal = refusal(payload.length, limited);
    if (refusal != null) {
      caller.error(refusal);
      return;
    }
    sendBegins.run();
    var dispatch = new Dispatch(caller, payload, note, transmission::answer);
    caller.onCancel(dispatch::cancel);
    waiting.add(dispatch);
    turns.take();
  }

  /** Why nothing is taken now; null, and counted in, if it is. */
  private @Nullable ChannelFailure refusal(int bytes, boolean limited) {
    ChannelFailure cause = end == null && sending == null ? silence : end;
    if (cause != null) {
      return cause;
    }
    if (finishing) {
      return new ChannelFailure.Closed(channel);
    }
    return waiting.admit(bytes, limited);
  }

  /** Envelopes that the log has not acknowledged. */
  int unacknowledged() {
    return unacknowledged;
  }

  /** The channel's partition of the log has come to that offset; one call at a time. */
  void elapse(long logOffset) {
    sealing.elapse(logOffset);
  }

  /**
   * Completes when this end writes the envelope of that position no more, if it was sent with a
   * note: the log has it, or it was given up. Errors if the log refuses it.
   */
  Mono<Void> settled(Position position) {
    return Mono.defer(() -> {
      Note note = sealing.note(position);
      // To drain is an occasion to repeat what was refused; it may never end on a busy channel.
      return note == null ? Mono.empty() : Mono.firstWithSignal(note.settled(), drained());
    });
  }

  /** Whether this end may have sealed an envelope of that position. */
  boolean hasSealed(Position position) {
    SendingEpoch now = sending;
    // What has no keys now may have had some in an earlier process.
    return now == null || now.hasSealed(position);
  }

  /** What was sealed and not seen accepted. */
  UnacceptedEnvelopes unaccepted() {
    return sealing.unaccepted();
  }

  /** Where sealing stands; null if nothing can be sealed. */
  SendingEpoch.@Nullable Sight sight() {
    SendingEpoch now = sending;
    return now == null ? null : now.sight();
  }

  /** Seals nothing more until it is told to go on; what is sent waits. */
  void hold() {
    held = true;
  }

  /** Seals again, after {@link #hold}. */
  void goOn() {
    held = false;
    turns.wake();
  }

  /**
   * Completes when all that is sealed is in the log; to be asked when nothing more is sealed.
   * Errors if the log refuses something.
   */
  Mono<Void> drained() {
    return Mono.defer(() -> {
      Mono<Void> drained = drainers.add();
      turns.wake();
      return drained;
    });
  }

  /**
   * Seals with the next epoch from now on, and erases the one before; with none, what is sent
   * waits.
   */
  void begin(Policy policy, @Nullable SendingEpoch next) {
    maxPayload = Sender.maxPayload(policy);
    silence = null;
    sending = next;
    turns.wake();
  }

  /** Seals nothing more in this epoch; what is sent waits for the next. */
  void mute() {
    sending = null;
    turns.wake();
  }

  /** What waits for the next epoch, and what would, fails with {@code cause}; null: waits again. */
  void silence(@Nullable ChannelFailure cause) {
    silence = cause;
    turns.wake();
  }

  /**
   * Takes no more sends; completes when all that were taken are in the log, or given up. Errors if
   * the log refuses one, and may then be asked again.
   */
  Mono<Void> finish() {
    return Mono.defer(() -> {
      Mono<Void> finished = finishers.add();
      finishing = true;
      turns.take();
      return finished;
    });
  }

  /**
   * Ends it: what waits fails with {@code cause}, and the keys are erased. What is sealed may still
   * reach the log. Only the first end counts.
   */
  void end(ChannelFailure cause) {
    if (end == null) {
      end = cause;
      turns.take();
    }
  }

  private void turn() {
    try {
      work();
    } catch (RuntimeException e) {
      // Not one of the failures that are expected: sends must fail, and not wait for ever.
      end(new ChannelFailure.NotWritten(channel, e));
    }
  }

  private void work() {
    List<Dispatch> failed = transmission.takeAnswers(this::acknowledged);
    if (!failed.isEmpty()) {
      fail(failed);
    }
    sealing.change(sending);
    ChannelFailure cause = end;
    if (cause == null) {
      boolean wanted = !waiting.isEmpty() || !finishers.isEmpty() || !drainers.isEmpty();
      transmission.repeat(wanted);
      transmission.release();
      sealAll();
    } else {
      giveUp(cause);
    }
    unacknowledged = transmission.unacknowledged();
    if (unacknowledged == 0) {
      drainers.tell(null);
      if (finishing && waiting.isEmpty()) {
        finishers.tell(null);
      }
    }
  }

  private void acknowledged(Dispatch dispatch) {
    sealing.acknowledged(dispatch);
    dispatch.succeed();
  }

  private void fail(List<Dispatch> failed) {
    var cause = new ChannelFailure.NotWritten(channel, reason(failed.getFirst()));
    // Before any other caller hears of it: what one sends in response is a new attempt.
    waiting.fail(cause);
    failed.forEach(dispatch -> dispatch.fail(cause));
    finishers.tell(cause);
    drainers.tell(cause);
  }

  private static Throwable reason(Dispatch failed) {
    Throwable failure = failed.failure();
    return failure == null ? new IllegalStateException("it did not fail") : failure;
  }

  private void sealAll() {
    SendingEpoch with = sealing.epoch();
    ChannelFailure none = silence;
    if (with == null) {
      if (none != null) {
        waiting.fail(none);
      } else if (finishing) {
        // Whoever closes does not wait for another epoch.
        waiting.fail(new ChannelFailure.Closed(channel));
      }
      return;
    }
    while (!held
        && transmission.isClear()
        && transmission.unacknowledged() < with.mostUnacknowledged()) {
      Dispatch next = waiting.first();
      if (next == null) {
        return;
      }
      Throwable unclaimed = sealing.advance();
      if (unclaimed != null && !held && sending == with) {
        waiting.fail(new ChannelFailure.VaultUnavailable(channel, unclaimed));
      }
      if (unclaimed != null || !with.sender().canSeal()) {
        // A claim that came after the next epoch began is refused, and no longer needed.
        return;
      }
      waiting.removeFirst();
      if (!next.isCancelled()) {
        seal(with, next);
      }
    }
  }

  private void seal(SendingEpoch with, Dispatch next) {
    if (next.payloadBytes() > maxPayload) {
      // It was taken under another policy.
      next.fail(new ChannelFailure.PayloadTooLarge(next.payloadBytes(), maxPayload));
      return;
    }
    sealing.seal(with, next);
    transmission.add(next);
  }

  private void giveUp(ChannelFailure cause) {
    waiting.fail(cause);
    transmission.abandon(dispatch -> {
      sealing.abandoned(dispatch);
      dispatch.fail(cause);
    });
    sealing.erase();
    drainers.tell(cause);
    if (transmission.unacknowledged() == 0) {
      worker.dispose();
    }
  }
}
