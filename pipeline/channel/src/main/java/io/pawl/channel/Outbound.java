package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Sender;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A channel's sending direction: seals in order of the calls and writes to the log, with a bounded
 * number of envelopes unacknowledged. Epochs follow each other in it; what is sealed in one is
 * written before anything of the next.
 *
 * <p>Whoever finds it idle takes a turn on its own thread, so that a send costs no hop; what comes
 * up meanwhile, acknowledgements above all, goes to a worker. Only the one whose turn it is touches
 * the sender, its claims and its transmission.
 */
final class Outbound {
  private final Connection connection;
  private final Vault vault;
  private final ChannelId channel;
  private final Transmission transmission;
  private final Scheduler.Worker worker;
  private final Runnable sendBegins;

  private final Queue<Dispatch> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingMessages = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicInteger turns = new AtomicInteger();

  /** Notes of envelopes that this end may still write. */
  private final Map<Position, Note> notes = new ConcurrentHashMap<>();

  private final UnacceptedEnvelopes unaccepted = new UnacceptedEnvelopes();

  /** Those who wait until everything is in the log. */
  private final Queue<Sinks.Empty<Void>> finishers = new ConcurrentLinkedQueue<>();

  /** Those who wait until what is sealed is in the log. */
  private final Queue<Sinks.Empty<Void>> drainers = new ConcurrentLinkedQueue<>();

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

  /** What {@link #sending} was when this turn began, and its claims. Only whose turn it is. */
  private @Nullable SendingEpoch current;

  private @Nullable SlotClaims claims;

  /** Where the log has what it acknowledged last. Only whose turn it is. */
  private long loggedAt;

  /** A log offset that the channel's partition has reached, whoever wrote there. */
  private volatile long logReached;

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
    this.connection = connection;
    this.vault = vault;
    this.channel = channel;
    this.sending = sending;
    this.transmission = new Transmission(connection.writer(), this::wake);
    this.loggedAt = loggedAt;
    this.sendBegins = sendBegins;
    this.maxPayload = Sender.maxPayload(policy);
    this.worker = connection.workers().createWorker();
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
    takeTurn();
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
    ChannelLimits limits = connection.limits();
    boolean fits = waitingMessages.getAndIncrement() < limits.waitingMessages();
    fits &= waitingBytes.getAndAdd(bytes) < limits.waitingBytes();
    if (fits || !limited) {
      return null;
    }
    leave(bytes);
    return new ChannelFailure.TooManyWaiting(channel, limits);
  }

  private void leave(int bytes) {
    waitingMessages.decrementAndGet();
    waitingBytes.addAndGet(-bytes);
  }

  /** Envelopes that the log has not acknowledged. */
  int unacknowledged() {
    return unacknowledged;
  }

  /** The channel's partition of the log has come to that offset; one call at a time. */
  void elapse(long logOffset) {
    if (logOffset > logReached) {
      logReached = logOffset;
    }
  }

  /**
   * Completes when this end writes the envelope of that position no more, if it was sent with a
   * note: the log has it, or it was given up. Errors if the log refuses it.
   */
  Mono<Void> settled(Position position) {
    return Mono.defer(() -> {
      Note note = notes.get(position);
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
    return unaccepted;
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
    wake();
  }

  /**
   * Completes when all that is sealed is in the log; to be asked when nothing more is sealed.
   * Errors if the log refuses something.
   */
  Mono<Void> drained() {
    return Mono.defer(() -> {
      Sinks.Empty<Void> drainer = Sinks.empty();
      drainers.add(drainer);
      wake();
      return drainer.asMono();
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
    wake();
  }

  /** Seals nothing more in this epoch; what is sent waits for the next. */
  void mute() {
    sending = null;
    wake();
  }

  /** What waits for the next epoch, and what would, fails with {@code cause}; null: waits again. */
  void silence(@Nullable ChannelFailure cause) {
    silence = cause;
    wake();
  }

  /**
   * Takes no more sends; completes when all that were taken are in the log, or given up. Errors if
   * the log refuses one, and may then be asked again.
   */
  Mono<Void> finish() {
    return Mono.defer(() -> {
      Sinks.Empty<Void> finisher = Sinks.empty();
      finishers.add(finisher);
      finishing = true;
      takeTurn();
      return finisher.asMono();
    });
  }

  /**
   * Ends it: what waits fails with {@code cause}, and the keys are erased. What is sealed may still
   * reach the log. Only the first end counts.
   */
  void end(ChannelFailure cause) {
    if (end == null) {
      end = cause;
      takeTurn();
    }
  }

  /** A turn on this thread, if it is free; what comes up meanwhile is a worker's. */
  private void takeTurn() {
    if (turns.getAndIncrement() == 0) {
      turn();
      if (turns.decrementAndGet() != 0) {
        toWorker();
      }
    }
  }

  private void wake() {
    if (turns.getAndIncrement() == 0) {
      toWorker();
    }
  }

  private void toWorker() {
    try {
      worker.schedule(this::turnsOnWorker);
    } catch (RejectedExecutionException e) {
      // The client has closed: callers must still hear how their sends ended.
      turnsOnWorker();
    }
  }

  private void turnsOnWorker() {
    int missed = turns.get();
    do {
      turn();
      missed = turns.addAndGet(-missed);
    } while (missed != 0);
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
    change();
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
      tell(drainers, null);
      if (finishing && waiting.isEmpty()) {
        tell(finishers, null);
      }
    }
  }

  /** Another epoch, or none, takes the place of the one before. */
  private void change() {
    SendingEpoch next = sending;
    SendingEpoch before = current;
    if (before != next) {
      current = next;
      claims = next == null ? null : new SlotClaims(vault, next, () -> loggedAt, this::wake);
      if (before != null) {
        before.erase();
      }
    }
  }

  private void acknowledged(Dispatch dispatch) {
    loggedAt = Math.max(loggedAt, dispatch.logOffset());
    connection.metrics().acknowledged();
    settle(dispatch);
    dispatch.succeed();
  }

  private void settle(Dispatch dispatch) {
    Note note = dispatch.note();
    if (note != null) {
      notes.remove(note.position());
      note.settle();
    }
  }

  private void fail(List<Dispatch> failed) {
    var cause = new ChannelFailure.NotWritten(channel, reason(failed.getFirst()));
    // Before any other caller hears of it: what one sends in response is a new attempt.
    failWaiting(cause);
    failed.forEach(dispatch -> dispatch.fail(cause));
    tell(finishers, cause);
    tell(drainers, cause);
  }

  private static Throwable reason(Dispatch failed) {
    Throwable failure = failed.failure();
    return failure == null ? new IllegalStateException("it did not fail") : failure;
  }

  /** Tells those who wait now, and not who asks again when they hear of it. */
  private static void tell(Queue<Sinks.Empty<Void>> waiters, @Nullable ChannelFailure cause) {
    for (int left = waiters.size(); left > 0; left--) {
      Sinks.Empty<Void> waiter = waiters.remove();
      if (cause == null) {
        waiter.tryEmitEmpty();
      } else {
        waiter.tryEmitError(cause);
      }
    }
  }

  private void sealAll() {
    SendingEpoch with = current;
    SlotClaims ofIt = claims;
    ChannelFailure none = silence;
    if (with == null || ofIt == null) {
      if (none != null) {
        failWaiting(none);
      } else if (finishing) {
        // Whoever closes does not wait for another epoch.
        failWaiting(new ChannelFailure.Closed(channel));
      }
      return;
    }
    while (!held
        && transmission.isClear()
        && transmission.unacknowledged() < with.mostUnacknowledged()) {
      Dispatch next = waiting.peek();
      if (next == null) {
        return;
      }
      Throwable unclaimed = ofIt.advance();
      if (unclaimed != null && !held && sending == with) {
        failWaiting(new ChannelFailure.VaultUnavailable(channel, unclaimed));
      }
      if (unclaimed != null || !with.sender().canSeal()) {
        // A claim that came after the next epoch began is refused, and no longer needed.
        return;
      }
      waiting.remove();
      leave(next.payloadBytes());
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
    Envelope envelope = with.seal(next.payload());
    unaccepted.sealed(envelope);
    next.sealed(envelope.position(), connection.toKafka(envelope));
    connection.metrics().sealed();
    Note note = next.note();
    if (note != null) {
      notes.put(envelope.position(), note);
      long reached = Math.max(loggedAt, logReached);
      note.take(new Sealed(envelope.position(), envelope.tag(), reached), this::wake);
    }
    transmission.add(next);
  }

  private void giveUp(ChannelFailure cause) {
    failWaiting(cause);
    transmission.abandon(dispatch -> {
      connection.metrics().abandoned();
      settle(dispatch);
      dispatch.fail(cause);
    });
    if (current != null) {
      current.erase();
    }
    tell(drainers, cause);
    if (transmission.unacknowledged() == 0) {
      worker.dispose();
    }
  }

  /** Fails what waits now, and not what callers send when they hear of it. */
  private void failWaiting(ChannelFailure cause) {
    for (int left = waitingMessages.get(); left > 0; left--) {
      Dispatch dispatch = waiting.poll();
      if (dispatch == null) {
        return;
      }
      leave(dispatch.payloadBytes());
      dispatch.fail(cause);
    }
  }
}
