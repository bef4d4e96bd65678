package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Sender;
import java.util.List;
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
 * the sender, its claims and its transmission.
 */
final class Outbound implements Outgoing {
  private final Connection connection;
  private final ChannelId channel;
  private final int epoch;
  private final Sender sender;
  private final SlotClaims claims;
  private final Transmission transmission;

  /** min(W, &Delta;): then neither a failing broker nor a slot's end opens a gap. */
  private final int mostUnacknowledged;

  private final int slotMessages;
  private final int maxPayload;
  private final Scheduler.Worker worker;

  private final Queue<Dispatch> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingMessages = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicInteger turns = new AtomicInteger();

  /** Those who wait until everything is in the log. */
  private final Queue<Sinks.Empty<Void>> finishers = new ConcurrentLinkedQueue<>();

  private volatile boolean finishing;
  private volatile @Nullable ChannelFailure end;
  private volatile int unacknowledged;

  /** Messages sealed in this epoch, were every slot before the present one full. */
  private volatile long sealed;

  /** Where the log has what it acknowledged last. Only whose turn it is. */
  private long loggedAt;

  /**
   * @param loggedAt a log offset up to which the log is known to have what was sealed before
   */
  Outbound(
      Connection connection,
      Vault vault,
      ChannelId channel,
      int epoch,
      Sender sender,
      Policy policy,
      long loggedAt) {
    this.connection = connection;
    this.channel = channel;
    this.epoch = epoch;
    this.sender = sender;
    this.claims = new SlotClaims(vault, channel, epoch, sender, () -> this.loggedAt, this::wake);
    this.transmission = new Transmission(connection.writer(), this::wake);
    this.mostUnacknowledged = Math.min(policy.window(), policy.overlap());
    this.slotMessages = policy.slotMessages();
    this.loggedAt = loggedAt;
    // What came before was sealed by this peer too, in an earlier process.
    this.sealed = ordinal(sender.next());
    this.maxPayload = Sender.maxPayload(policy);
    this.worker = connection.workers().createWorker();
  }

  @Override
  public Mono<Sent> send(byte[] payload) {
    return Mono.create(caller -> enqueue(caller, payload, true));
  }

  @Override
  public Flux<Sent> sendAll(Publisher<byte[]> payloads) {
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
    var dispatch = new Dispatch(caller, payload, transmission::answer);
    caller.onCancel(dispatch::cancel);
    waiting.add(dispatch);
    takeTurn();
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

  @Override
  public int unacknowledged() {
    return unacknowledged;
  }

  @Override
  public boolean hasSealed(Position position) {
    return position.epoch() != epoch || ordinal(position) < sealed;
  }

  private long ordinal(Position position) {
    return position.slot() * slotMessages + position.counter();
  }

  @Override
  public Mono<Void> finish() {
    return Mono.defer(() -> {
      Sinks.Empty<Void> finisher = Sinks.empty();
      finishers.add(finisher);
      finishing = true;
      takeTurn();
      return finisher.asMono();
    });
  }

  @Override
  public void end(ChannelFailure cause) {
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
    ChannelFailure cause = end;
    if (cause == null) {
      transmission.repeat(!waiting.isEmpty() || !finishers.isEmpty());
      sealAll();
    } else {
      giveUp(cause);
    }
    unacknowledged = transmission.unacknowledged();
    if (finishing && unacknowledged == 0 && waiting.isEmpty()) {
      tellFinishers(null);
    }
  }

  private void acknowledged(Dispatch dispatch) {
    loggedAt = Math.max(loggedAt, dispatch.logOffset());
    connection.metrics().acknowledged();
    dispatch.succeed();
  }

  private void fail(List<Dispatch> failed) {
    var cause = new ChannelFailure.NotWritten(channel, reason(failed.getFirst()));
    // Before any other caller hears of it: what one sends in response is a new attempt.
    failWaiting(cause);
    failed.forEach(dispatch -> dispatch.fail(cause));
    tellFinishers(cause);
  }

  private static Throwable reason(Dispatch failed) {
    Throwable failure = failed.failure();
    return failure == null ? new IllegalStateException("it did not fail") : failure;
  }

  /** Tells those who wait now, and not who asks again when they hear of it. */
  private void tellFinishers(@Nullable ChannelFailure cause) {
    for (int left = finishers.size(); left > 0; left--) {
      Sinks.Empty<Void> finisher = finishers.remove();
      if (cause == null) {
        finisher.tryEmitEmpty();
      } else {
        finisher.tryEmitError(cause);
      }
    }
  }

  private void sealAll() {
    while (transmission.isClear() && transmission.unacknowledged() < mostUnacknowledged) {
      Dispatch next = waiting.peek();
      if (next == null) {
        return;
      }
      Throwable unclaimed = claims.advance();
      if (unclaimed != null) {
        failWaiting(new ChannelFailure.VaultUnavailable(channel, unclaimed));
      }
      if (unclaimed != null || !sender.canSeal()) {
        return;
      }
      waiting.remove();
      leave(next.payloadBytes());
      if (!next.isCancelled()) {
        seal(next);
      }
    }
  }

  private void seal(Dispatch next) {
    Envelope envelope = sender.seal(next.payload());
    next.sealed(envelope.position(), connection.toKafka(envelope));
    sealed = ordinal(envelope.position()) + 1;
    connection.metrics().sealed();
    transmission.write(next);
  }

  private void giveUp(ChannelFailure cause) {
    failWaiting(cause);
    transmission.abandon(dispatch -> {
      connection.metrics().abandoned();
      dispatch.fail(cause);
    });
    sender.erase();
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
