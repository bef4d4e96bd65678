package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.stream.codec.Accepted;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One peer's end of a channel that is not open yet: waits for what the OPEN still lacks, and then
 * becomes a {@link PeerChannel}, or nothing.
 *
 * <p>Its monitor guards all that it consists of.
 */
final class Opening implements ChannelEnd {
  private final Connection connection;
  private final Peer peer;
  private final PartitionIntake intake;
  private final PendingOpen open;

  /** Of the channel once it is open. */
  private final @Nullable Refresh refresh;

  private final Sinks.One<PeerChannel> result = Sinks.one();

  /** Where the offer stands in the log; -1 where its approvals are all heard as they come. */
  private final long offeredAt;

  /** Whether all that may decide about it is read, from where it has to be. */
  private volatile boolean listening;

  /** While earlier approvals are looked for, what comes next has to wait. */
  private boolean searching;

  private final List<Runnable> waiting = new ArrayList<>();
  private boolean over;

  /** What it became, until that is handed over. */
  private @Nullable PeerChannel unclaimed;

  private Opening(
      Connection connection,
      Peer peer,
      PartitionIntake intake,
      PendingOpen open,
      long offeredAt,
      @Nullable Refresh refresh) {
    this.connection = connection;
    this.peer = peer;
    this.intake = intake;
    this.open = open;
    this.offeredAt = offeredAt;
    this.refresh = refresh;
  }

  /** The initiator's end. Takes the keys over. */
  static Opening offered(
      Connection connection, Peer peer, PartitionIntake intake, Vault.Holding.Offered offered) {
    return new Opening(
        connection, peer, intake, PendingOpen.offered(offered), -1, offered.refresh());
  }

  /** The responder's end. Takes the keys over. */
  static Opening answered(
      Connection connection, Peer peer, PartitionIntake intake, Vault.Holding.Answered answered) {
    return new Opening(
        connection,
        peer,
        intake,
        PendingOpen.answered(answered),
        answered.offeredAt(),
        answered.refresh());
  }

  /** Keeps an offer or an answer before it is written. */
  interface Keeping {
    /**
     * Keeps copies of the keys, which are not erased yet.
     *
     * @param next offset of accepted records from which on what becomes of it can be read
     */
    Mono<Void> keep(long next);
  }

  /**
   * Keeps what must be durable, writes our record, and waits for the channel to open. Cancelled, it
   * withdraws, or closes the channel if that has opened meanwhile.
   */
  Mono<PeerChannel> run(Keeping keeping, LogRecord ours) {
    Mono<Void> kept = Mono.defer(() -> keep(keeping));
    // Refused when it was written for the first time, it stands nowhere.
    Mono<Long> written = connection.append(ours).doOnError(Opening::isRefused, this::fail);
    return outcome(listen(intake.attach(this)).then(kept).then(written));
  }

  /**
   * Goes on with one that an earlier process began: writes the same record again, which changes
   * nothing if the log has it.
   *
   * @param next offset of accepted records from which on what became of it can be read
   */
  Mono<PeerChannel> resume(long next, LogRecord ours) {
    return outcome(listen(intake.attach(this, next)).then(connection.append(ours)));
  }

  /** Makes no copy of keys that are erased already, and writes nothing that was not kept. */
  private synchronized Mono<Void> keep(Keeping keeping) {
    return over
        ? result.asMono().then()
        : keeping
            .keep(intake.position())
            .onErrorMap(e -> new ChannelFailure.VaultUnavailable(channel(), e));
  }

  private Mono<Void> listen(Mono<Void> attached) {
    return attached.doOnSuccess(done -> listening = true);
  }

  /**
   * Waits for what becomes of it.
   *
   * @param written writes our record
   */
  private Mono<PeerChannel> outcome(Mono<Long> written) {
    return written
        .flatMap(this::lookForClose)
        // Elsewhere than where records are taken: the caller's code has no place there.
        .then(result.asMono().publishOn(connection.workers()))
        .doOnError(this::leave)
        .doOnNext(channel -> handedOver())
        .doOnCancel(this::cancelled);
  }

  /** Whether the brokers do not let us write; after other failures the log may have it. */
  private static boolean isRefused(Throwable notWritten) {
    return notWritten.getCause() instanceof AuthorizationException;
  }

  /**
   * An offer that was withdrawn before we listened: the answer to it is refused, and nobody tells.
   *
   * @param answeredAt where our record stands in the log
   */
  private Mono<Void> lookForClose(long answeredAt) {
    if (offeredAt < 0) {
      return Mono.empty();
    }
    return connection
        .search()
        .scan(
            channel(),
            connection.partition(channel()),
            offeredAt + 1,
            answeredAt,
            record -> {
              if (record instanceof Close close) {
                closed(close);
              }
            })
        // Then it waits as for a partner that is away.
        .onErrorComplete();
  }

  private synchronized void closed(Close close) {
    if (!over) {
      take(close);
    }
  }

  private synchronized void handedOver() {
    unclaimed = null;
  }

  /** Nobody waits any more. */
  private void cancelled() {
    PeerChannel opened;
    synchronized (this) {
      opened = unclaimed;
      unclaimed = null;
    }
    if (opened == null) {
      withdraw();
    } else {
      opened
          .close()
          .subscribe(
              nothing -> {},
              error -> {
                // The vault has it: it is there again after the next start.
              });
    }
  }

  @Override
  public ChannelId channel() {
    return open.channel();
  }

  @Override
  public synchronized boolean hasRoom(Accepted record) {
    return !searching;
  }

  @Override
  public void whenRoom(Runnable goOn) {
    synchronized (this) {
      if (searching) {
        waiting.add(goOn);
        return;
      }
    }
    goOn.run();
  }

  @Override
  public synchronized void take(Accepted record, long offset, long logOffset) {
    if (over) {
      return;
    }
    switch (record) {
      case Accepted.Passed(Offer offer) -> open.accepted(offer);
      case Accepted.Passed(Answer answer) -> verified(open.accepted(answer));
      case Accepted.Passed(Approval approval) -> verified(open.accepted(approval));
      case Accepted.Passed(Close close) -> take(close);
      case Accepted.Told(Event.Activated activated) -> take(activated, offset);
      case Accepted.Told(Event.Refused refused) -> take(refused);
      default -> ignored(ChannelMetrics.Ignored.OUT_OF_PLACE);
    }
  }

  /** Some time has passed. */
  void elapse() {
    if (listening) {
      // In this order: of a reading before ours it would tell too much.
      elapse(intake.logPosition(channel()));
    }
  }

  /**
   * The log has come so far.
   *
   * @param logOffset up to which all that was accepted has come here; -1 if that is not known
   */
  private synchronized void elapse(long logOffset) {
    if (logOffset >= 0 && !searching && open.isForgotten(logOffset)) {
      // Nobody tells.
      fail(new ChannelFailure.Declined(channel()));
    }
  }

  private void verified(boolean right) {
    if (!right) {
      ignored(ChannelMetrics.Ignored.FORGED);
    }
  }

  private void take(Close close) {
    if (open.isSigned(close)) {
      fail(new ChannelFailure.Declined(channel()));
    } else {
      ignored(ChannelMetrics.Ignored.FORGED);
    }
  }

  private void take(Event.Refused refused) {
    if (!open.isOffer(refused.offerId())) {
      ignored(ChannelMetrics.Ignored.OUT_OF_PLACE);
    } else if (open.isEndedBy(refused.code())) {
      fail(new ChannelFailure.Refused(channel(), refused.code()));
    }
  }

  private void take(Event.Activated activated, long offset) {
    if (!open.isOffer(activated.offerId()) || activated.epoch() != open.offer().epoch()) {
      ignored(ChannelMetrics.Ignored.OUT_OF_PLACE);
      return;
    }
    if (offeredAt >= 0 && open.lacksApprovals()) {
      search(activated, offset);
    } else {
      decide(activated, offset);
    }
  }

  private void search(Event.Activated activated, long offset) {
    searching = true;
    List<Approval> found = new ArrayList<>();
    connection
        .search()
        .scan(
            channel(),
            connection.partition(channel()),
            offeredAt + 1,
            activated.logOffset() + 1,
            record -> {
              if (record instanceof Approval approval) {
                found.add(approval);
              }
            })
        .doFinally(signal -> goOn())
        .subscribe(nothing -> {}, this::unreadable, () -> found(found, activated, offset));
  }

  private synchronized void found(List<Approval> found, Event.Activated activated, long offset) {
    if (!over) {
      found.forEach(approval -> verified(open.accepted(approval)));
      decide(activated, offset);
    }
  }

  private void goOn() {
    List<Runnable> next;
    synchronized (this) {
      searching = false;
      next = List.copyOf(waiting);
      waiting.clear();
    }
    next.forEach(Runnable::run);
  }

  private void decide(Event.Activated activated, long offset) {
    String objection = open.objection(activated);
    if (objection == null) {
      begin(activated, offset);
    } else {
      withdraw();
      fail(new ChannelFailure.NotAsAgreed(channel(), objection));
    }
  }

  private void begin(Event.Activated activated, long offset) {
    Offer offer = open.offer();
    Direction own = open.own();
    BegunEpoch epoch = BegunEpoch.of(offer, own, open.begin(), activated.logOffset(), offset + 1);
    over = true;
    Vault.Holding.Begun kept = epoch.kept().refreshed(refresh);
    PeerChannel channel = peer.opened(this, intake, Standing.first(offer, own, epoch, refresh));
    unclaimed = channel;
    intake.replace(this, channel.end());
    if (peer.isClosed()) {
      channel.detach(new ChannelFailure.Detached());
    }
    peer.vault()
        .begun(kept, false)
        .subscribe(
            nothing -> {},
            error -> {
              var cause = new ChannelFailure.VaultUnavailable(channel(), error);
              channel.detach(cause);
              result.tryEmitError(cause);
            },
            () -> result.tryEmitValue(channel));
  }

  @Override
  public void settle(long next) {}

  @Override
  public void unreadable(Throwable cause) {
    leave(new ChannelFailure.Unreadable(channel(), cause));
  }

  /** Nobody waits for it, or nothing good can come of it: the channel is closed unopened. */
  private void withdraw() {
    if (abandon(ChannelMetrics.Erased.DECLINE)) {
      connection
          .append(Handshake.close(channel(), open.own(), peer.signingKey()))
          .subscribe(
              offset -> {},
              error -> {
                // The pending OPEN is forgotten in time, and nobody has its keys.
              });
    }
  }

  /** Nothing comes of it any more, and its keys are of no use to anybody. */
  private void fail(Throwable cause) {
    abandon(
        cause instanceof ChannelFailure.Declined
            ? ChannelMetrics.Erased.DECLINE
            : ChannelMetrics.Erased.FAILURE);
    result.tryEmitError(cause);
  }

  /**
   * This process lets go of it, which decides nothing: the log may have our record, and the partner
   * an open channel. The vault keeps what it has, and another process goes on.
   */
  void leave(Throwable cause) {
    end(ChannelMetrics.Erased.DETACHED);
    result.tryEmitError(cause);
  }

  /** Erases every key, here and in the vault; false if that is done, or the channel is open. */
  private boolean abandon(ChannelMetrics.Erased why) {
    if (!end(why)) {
      return false;
    }
    peer.vault()
        .erase(channel())
        .subscribe(
            nothing -> {},
            error -> {
              // What stays is an offer's keys that nothing can come of; the next start erases them.
            });
    return true;
  }

  private synchronized boolean end(ChannelMetrics.Erased why) {
    if (over) {
      return false;
    }
    over = true;
    connection.metrics().erased(why);
    intake.detach(this);
    // Others share the partition that waits for a search.
    goOn();
    open.erase();
    peer.forget(this);
    return true;
  }

  private void ignored(ChannelMetrics.Ignored why) {
    connection.metrics().ignored(why);
  }
}
