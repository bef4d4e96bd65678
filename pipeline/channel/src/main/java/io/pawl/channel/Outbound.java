package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SlotChain;
import io.pawl.stream.WriterFull;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A channel's sending direction: seals in order of the calls and writes to the log, with a bounded
 * number of envelopes unacknowledged.
 *
 * <p>Whoever finds it idle takes a turn on its own thread, so that a send costs no hop; what comes
 * up meanwhile, acknowledgements above all, goes to a worker. Only the one whose turn it is touches
 * the sender.
 */
final class Outbound {
  private final Connection connection;
  private final Vault vault;
  private final ChannelId channel;
  private final int epoch;
  private final Sender sender;
  private final int mostUnacknowledged;
  private final int slotMessages;
  private final int maxPayload;
  private final Scheduler.Worker worker;

  private final Queue<Dispatch> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingMessages = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();

  /** Answered by the log, not yet looked at. */
  private final Queue<Dispatch> answered = new ConcurrentLinkedQueue<>();

  /** Set when the log refuses something: what would overtake it is held back. */
  private volatile boolean trouble;

  private volatile boolean roomAwaited;

  private final AtomicInteger turns = new AtomicInteger();
  private final Sinks.Empty<Void> idle = Sinks.empty();
  private volatile boolean finishing;
  private volatile @Nullable ChannelFailure end;

  /** The vault's last word on the claim it was asked for. */
  private volatile @Nullable Claim claim;

  private volatile int unacknowledged;

  /** Messages sealed in this epoch, were every slot before the present one full. */
  private volatile long sealed;

  // From here on only whose turn it is.

  /** Sealed, and not taken by the log: written again, as the same bytes and in order. */
  private final Deque<Dispatch> repeats = new ArrayDeque<>();

  /** Refused since, in order, while others are still in flight. */
  private final Deque<Dispatch> refused = new ArrayDeque<>();

  private int inFlight;
  private boolean erased;

  /** What became of asking the vault for a slot. */
  private sealed interface Claim {
    record Asked() implements Claim {}

    record Granted(long slot) implements Claim {}

    record Failed(Throwable cause) implements Claim {}
  }

  Outbound(
      Connection connection,
      Vault vault,
      ChannelId channel,
      int epoch,
      Sender sender,
      Policy policy) {
    this.connection = connection;
    this.vault = vault;
    this.channel = channel;
    this.epoch = epoch;
    this.sender = sender;
    this.mostUnacknowledged = Math.min(policy.window(), policy.overlap());
    this.slotMessages = policy.slotMessages();
    this.maxPayload = Sender.maxPayload(policy);
    this.worker = connection.workers().createWorker();
  }

  /** Sends on subscription, unless as many wait as may. */
  Mono<Sent> send(byte[] payload) {
    return Mono.create(caller -> enqueue(caller, payload, true));
  }

  /** Sends these in order, asking for them no faster than they can be sent. */
  Flux<Sent> sendAll(Publisher<byte[]> payloads) {
    // Twice what may be unacknowledged: the next ones wait when room comes, and nothing is refused.
    return Flux.from(payloads)
        .flatMapSequential(
            payload -> Mono.<Sent>create(caller -> enqueue(caller, payload, false)),
            2 * mostUnacknowledged,
            1);
  }

  private void enqueue(MonoSink<Sent> caller, byte[] payload, boolean limited) {
    if (payload.length > maxPayload) {
      caller.error(new ChannelFailure.PayloadTooLarge(payload.length, maxPayload));
      return;
    }
    ChannelFailure refusal = refusal(payload.length, limited);
    if (refusal != null) {
      caller.error(refusal);
      return;
    }
    var dispatch = new Dispatch(caller, payload, this::answered);
    caller.onCancel(dispatch::cancel);
    waiting.add(dispatch);
    takeTurn();
  }

  int unacknowledged() {
    return unacknowledged;
  }

  /** Whether this end may have sealed an envelope of that position, in its epoch. */
  boolean hasSealed(Position position) {
    return position.epoch() != epoch || ordinal(position) < sealed;
  }

  private long ordinal(Position position) {
    return position.slot() * slotMessages + position.counter();
  }

  /** Takes no more sends; completes when all that were taken are in the log, or failed. */
  Mono<Void> finish() {
    return Mono.defer(() -> {
      finishing = true;
      takeTurn();
      return idle.asMono();
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

  /** Why nothing is taken now; null, and counted in, if it is. */
  private @Nullable ChannelFailure refusal(int bytes, boolean limited) {
    ChannelFailure cause = end;
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

  /** On the writer's thread. */
  private void answered(Dispatch dispatch) {
    if (dispatch.failure() != null) {
      trouble = true;
    }
    answered.add(dispatch);
    wake();
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
    takeAnswers();
    ChannelFailure cause = end;
    if (cause == null) {
      repeat();
      sealAll();
    } else {
      giveUp(cause);
    }
    unacknowledged = inFlight + refused.size() + repeats.size();
    if (finishing && unacknowledged == 0 && waiting.isEmpty()) {
      idle.tryEmitEmpty();
    }
  }

  private void takeAnswers() {
    // Before the queue is read: a refusal that comes now sets it again.
    trouble = false;
    var news = new ArrayDeque<Dispatch>(0);
    for (Dispatch dispatch = answered.poll(); dispatch != null; dispatch = answered.poll()) {
      inFlight--;
      if (dispatch.failure() == null) {
        connection.metrics().acknowledged();
        dispatch.succeed();
      } else {
        news.addLast(dispatch);
      }
    }
    if (!news.isEmpty()) {
      refused.addAll(news);
      hear(news);
    }
  }

  private void hear(Deque<Dispatch> news) {
    ChannelFailure.NotWritten failed = null;
    for (Dispatch dispatch : news) {
      Throwable failure = dispatch.failure();
      if (failure instanceof WriterFull) {
        awaitRoom();
      } else if (failure != null && failed == null) {
        failed = new ChannelFailure.NotWritten(channel, failure);
      }
    }
    if (failed == null) {
      return;
    }
    // Before any other caller hears of it: what one sends in response is a new attempt.
    failWaiting(failed);
    for (Dispatch dispatch : news) {
      if (!(dispatch.failure() instanceof WriterFull)) {
        dispatch.fail(failed);
      }
    }
    if (finishing) {
      idle.tryEmitError(failed);
    }
  }

  private void awaitRoom() {
    if (!roomAwaited) {
      roomAwaited = true;
      Runnable goOn =
          () -> {
            roomAwaited = false;
            wake();
          };
      connection.writer().room().subscribe(nothing -> {}, error -> goOn.run(), goOn);
    }
  }

  /**
   * Writes again what the log refused, once nothing is in flight that it could overtake. What was
   * refused for another reason than room is tried again at the next send, not in a loop.
   */
  private void repeat() {
    if (inFlight > 0 || roomAwaited || trouble) {
      return;
    }
    // They went out before whatever is still to be repeated.
    refused.descendingIterator().forEachRemaining(repeats::addFirst);
    refused.clear();
    if (repeats.isEmpty()) {
      return;
    }
    if (repeats.peekFirst().failure() instanceof WriterFull || finishing || !waiting.isEmpty()) {
      while (!trouble && !repeats.isEmpty()) {
        transmit(repeats.removeFirst());
      }
    }
  }

  private void sealAll() {
    while (!trouble && refused.isEmpty() && repeats.isEmpty() && inFlight < mostUnacknowledged) {
      Dispatch next = waiting.peek();
      if (next == null) {
        return;
      }
      claimAhead();
      if (!sender.canSeal()) {
        return;
      }
      waiting.remove();
      leave(next.payloadBytes());
      if (!next.isCancelled()) {
        Envelope envelope = sender.seal(next.payload());
        next.sealed(envelope.position(), connection.toKafka(envelope));
        sealed = ordinal(envelope.position()) + 1;
        connection.metrics().sealed();
        transmit(next);
      }
    }
  }

  private void transmit(Dispatch dispatch) {
    inFlight++;
    dispatch.repeat();
    connection.writer().write(dispatch.sealed()).subscribe(dispatch);
  }

  /** Asks for the claim that is due, and hears what became of the one that was asked for. */
  private void claimAhead() {
    hearClaim();
    if (claim == null) {
      OptionalLong due = sender.claimDue();
      if (due.isPresent()) {
        ask(due.getAsLong());
        hearClaim();
      }
    }
  }

  private void ask(long slot) {
    claim = new Claim.Asked();
    SlotChain after = sender.chain().copy();
    while (after.slot() <= slot) {
      after.advance();
    }
    Mono.defer(() -> vault.claim(channel, epoch, slot, after))
        .subscribe(
            nothing -> {},
            error -> {
              claim = new Claim.Failed(error);
              wake();
            },
            () -> {
              claim = new Claim.Granted(slot);
              wake();
            });
  }

  private void hearClaim() {
    switch (claim) {
      case null -> {}
      case Claim.Asked() -> {}
      case Claim.Granted(long slot) -> {
        claim = null;
        sender.claimed(slot);
      }
      case Claim.Failed(Throwable cause) -> {
        // One that failed ahead of need is asked for again when it is needed: not per message.
        if (!sender.canSeal()) {
          claim = null;
          failWaiting(new ChannelFailure.VaultUnavailable(channel, cause));
        }
      }
    }
  }

  private void giveUp(ChannelFailure cause) {
    failWaiting(cause);
    repeats.addAll(refused);
    refused.clear();
    for (Dispatch dispatch = repeats.poll(); dispatch != null; dispatch = repeats.poll()) {
      connection.metrics().abandoned();
      dispatch.fail(cause);
    }
    if (!erased) {
      erased = true;
      sender.erase();
    }
    if (inFlight == 0) {
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
