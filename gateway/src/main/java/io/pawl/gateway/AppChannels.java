package io.pawl.gateway;

import io.pawl.channel.Invitation;
import io.pawl.channel.Peer;
import io.pawl.channel.PeerChannel;
import io.pawl.channel.PendingApproval;
import io.pawl.channel.PendingChannel;
import io.pawl.channel.Refresh;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Policy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The channels of one app: from offers and invitations to what is left of closed ones. */
public final class AppChannels implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AppChannels.class);

  /** Of channels that are over, the last so many are remembered, for whoever asks what became. */
  private static final int REMEMBERED = 256;

  private final Peer peer;

  private final GatewayLimits limits;
  private final Disposable.Composite waiting = Disposables.composite();
  private final TreeMap<ChannelId, HeldChannel> channels = new TreeMap<>();
  private final LinkedHashMap<Bytes, PendingApproval> approvals = new LinkedHashMap<>();
  private final Deque<ChannelId> invited = new ArrayDeque<>();
  private final Deque<ChannelId> over = new ArrayDeque<>();

  /** Channels that are asked for, and have no name yet. */
  private int unnamed;

  /** Whether the channels are let go of: what is asked of them comes to nothing. */
  private boolean closed;

  AppChannels(Peer peer, GatewayLimits limits) {
    this.peer = peer;
    this.limits = limits;
  }

  /** Goes on with what the vault keeps, then hears of invitations; completes when it does. */
  Mono<Void> resume() {
    return peer.resume().doOnNext(this::opened).then(Mono.fromRunnable(this::listen));
  }

  private void listen() {
    peer.pending().forEach(this::resumed);
    listen(peer.opening(), this::opened);
    listen(peer.invitations(), this::invited);
    listen(peer.approvals(), this::asked);
  }

  /** An earlier process began to open it; the time for that begins anew. */
  private void resumed(PendingChannel pending) {
    var held = HeldChannel.Pending.resumed(pending, pending::withdraw);
    synchronized (this) {
      channels.put(held.id(), held);
    }
    waiting.add(
        pending
            .opened()
            .timeout(limits.offerTime())
            .doOnError(TimeoutException.class, late -> pending.withdraw())
            .subscribe(channel -> {}, error -> failed(held.id(), error)));
  }

  private <T> void listen(Flux<T> news, Consumer<T> taking) {
    waiting.add(
        news.subscribe(taking, error -> log.warn("{} hears no more: {}", peer, error.toString())));
  }

  private synchronized void asked(PendingApproval approval) {
    approvals.put(approval.offerId(), approval);
    if (approvals.size() > limits.invitationsPerApp()) {
      approvals.pollFirstEntry();
    }
  }

  /** Offers that wait for the app's approval, the oldest first; some may be settled. */
  public synchronized List<PendingApproval> approvals() {
    return List.copyOf(approvals.values());
  }

  /** Approves an offer; completes when the log has that. Errors with {@code UNKNOWN_OFFER}. */
  public Mono<Void> approve(Bytes offerId) {
    return Mono.defer(() -> {
      PendingApproval waits = waiting(offerId);
      return waits.approve().doOnSuccess(done -> approved(offerId));
    });
  }

  private synchronized PendingApproval waiting(Bytes offerId) {
    checkHeld();
    PendingApproval waits = approvals.get(offerId);
    if (waits == null) {
      throw new GatewayFailure(Code.UNKNOWN_OFFER, "no offer of that id waits for this app");
    }
    return waits;
  }

  private synchronized void approved(Bytes offerId) {
    approvals.remove(offerId);
  }

  /**
   * Offers a channel; gives it as soon as it has an id. Errors with {@link GatewayFailure} and
   * {@code ChannelFailure}.
   *
   * @param refresh of this channel; null: as the gateway's settings say
   */
  public Mono<HeldChannel> open(Bytes partner, Policy policy, @Nullable Refresh refresh) {
    return Mono.create(asked -> {
      reserve();
      var offer = Disposables.swap();
      waiting.add(offer);
      var named =
          new Object() {
            volatile @Nullable ChannelId id;
          };
      offer.update(
          peer.open(
                  partner,
                  policy,
                  refresh,
                  id -> {
                    named.id = id;
                    var offered = HeldChannel.Pending.offered(id, partner, policy, offer);
                    name(offered);
                    asked.success(offered);
                  })
              .timeout(limits.offerTime())
              .doFinally(signal -> waiting.remove(offer))
              .subscribe(
                  this::opened,
                  error -> {
                    ChannelId id = named.id;
                    if (id == null) {
                      unreserve();
                      asked.error(error);
                    } else {
                      failed(id, error);
                    }
                  }));
    });
  }

  private synchronized void reserve() {
    checkHeld();
    checkRoom();
    unnamed++;
  }

  private synchronized void unreserve() {
    unnamed--;
  }

  private synchronized void name(HeldChannel offered) {
    unnamed--;
    channels.put(offered.id(), offered);
  }

  private void checkHeld() {
    if (closed) {
      throw GatewayFailure.notReady();
    }
  }

  private void checkRoom() {
    long active = channels.values().stream().filter(AppChannels::isActive).count() + unnamed;
    if (active >= limits.channelsPerApp()) {
      throw new GatewayFailure(
          Code.TOO_MANY_CHANNELS,
          "the app has %d channels, and may have no more; close some"
              .formatted(limits.channelsPerApp()));
    }
  }

  private static boolean isActive(HeldChannel channel) {
    return switch (channel.state()) {
      case OFFERED, OPENING, OPEN, HEALING, DIVERGED, CLOSING -> true;
      case INVITED, CLOSED, FAILED -> false;
    };
  }

  private synchronized void invited(Invitation invitation) {
    if (channels.putIfAbsent(invitation.channel(), new HeldChannel.Invited(invitation)) != null) {
      return;
    }
    invited.addLast(invitation.channel());
    while (invited.size() > limits.invitationsPerApp()) {
      ChannelId oldest = invited.removeFirst();
      if (channels.get(oldest) instanceof HeldChannel.Invited) {
        channels.remove(oldest);
      }
    }
  }

  private void opened(PeerChannel channel) {
    if (!keep(channel)) {
      // It was withdrawn while it opened, and the app was told so.
      channel.close().subscribe(done -> {}, this::warn);
      return;
    }
    // Completes with the channel, however that ends; so it needs no disposing of.
    channel
        .events()
        .ignoreElements()
        .subscribe(nothing -> {}, error -> {}, () -> over(channel.id()));
  }

  /** False if the channel has ended here; one that goes on from the vault need not be known. */
  private synchronized boolean keep(PeerChannel channel) {
    if (channels.get(channel.id()) instanceof HeldChannel.Failed) {
      return false;
    }
    channels.put(channel.id(), new HeldChannel.Opened(channel, Mailbox.of(channel), rekeys()));
    return true;
  }

  private TokenBucket rekeys() {
    return new TokenBucket(limits.rekeysPerChannel(), GatewayLimits.REKEY_PERIOD, System::nanoTime);
  }

  /** It will change no more; the oldest such is forgotten. */
  private synchronized void over(ChannelId id) {
    over.addLast(id);
    while (over.size() > REMEMBERED) {
      channels.remove(over.removeFirst());
    }
  }

  private synchronized void failed(ChannelId id, Throwable error) {
    HeldChannel before = channels.get(id);
    if (before instanceof HeldChannel.Pending) {
      // Nobody answered; cancelling has withdrawn it.
      String code = error instanceof TimeoutException ? "OFFER_EXPIRED" : FailureCode.of(error);
      end(before, ChannelState.FAILED, code);
    }
  }

  private void end(HeldChannel before, ChannelState state, String code) {
    channels.put(before.id(), new HeldChannel.Failed(before, state, code));
    over(before.id());
  }

  /**
   * Accepts an invitation; the channel opens later.
   *
   * @param refresh of this channel; null: as the gateway's settings say
   * @throws GatewayFailure {@code UNKNOWN_CHANNEL}, {@code CHANNEL_NOT_INVITED}, {@code
   *     TOO_MANY_CHANNELS}, {@code NOT_READY}
   */
  public HeldChannel accept(ChannelId id, @Nullable Refresh refresh) {
    var answer = Disposables.swap();
    HeldChannel.Invited held;
    HeldChannel.Pending opening;
    synchronized (this) {
      // With what follows: a second answer to the same offer would close the channel.
      held = invitation(id);
      checkRoom();
      opening = HeldChannel.Pending.accepted(held, answer);
      channels.put(id, opening);
      invited.remove(id);
    }
    waiting.add(answer);
    answer.update(
        held.invitation()
            .accept(refresh)
            .timeout(limits.offerTime())
            .doFinally(signal -> waiting.remove(answer))
            .subscribe(this::opened, error -> failed(id, error)));
    return opening;
  }

  /** Declines an invitation; completes when the log has it. */
  public Mono<Void> decline(ChannelId id) {
    return Mono.defer(() -> {
      HeldChannel.Invited held = invitation(id);
      return held.invitation().decline().doOnSuccess(done -> declined(held));
    });
  }

  private synchronized void declined(HeldChannel held) {
    // Unless it was accepted or declined meanwhile.
    if (held.equals(channels.get(held.id()))) {
      invited.remove(held.id());
      end(held, ChannelState.CLOSED, Code.CHANNEL_DECLINED.name());
    }
  }

  private HeldChannel.Invited invitation(ChannelId id) {
    if (toChange(id) instanceof HeldChannel.Invited invitation) {
      return invitation;
    }
    throw new GatewayFailure(
        Code.CHANNEL_NOT_INVITED, "only a channel whose state is INVITED is accepted or declined");
  }

  /**
   * Closes a channel, or withdraws what is not open yet; goes on after this has returned.
   *
   * @throws GatewayFailure {@code UNKNOWN_CHANNEL}, {@code NOT_READY}
   */
  public void close(ChannelId id) {
    switch (toChange(id)) {
      case HeldChannel.Pending pending -> {
        if (!withdraw(pending, pending.waiting())) {
          // It has opened or ended since.
          close(id);
        }
      }
      case HeldChannel.Invited invited -> decline(invited.id()).subscribe(done -> {}, this::warn);
      case HeldChannel.Opened(PeerChannel channel, Mailbox _, TokenBucket _) ->
          channel.close().subscribe(done -> {}, this::warn);
      case HeldChannel.Failed _ -> {}
    }
  }

  /** False if it does not wait any more. */
  private boolean withdraw(HeldChannel held, Disposable waits) {
    synchronized (this) {
      if (!held.equals(channels.get(held.id()))) {
        return false;
      }
      end(held, ChannelState.CLOSED, Code.CHANNEL_DECLINED.name());
    }
    waits.dispose();
    return true;
  }

  private void warn(Throwable error) {
    log.warn("a channel of {} is not closed yet: {}", peer, error.toString());
  }

  /** Closes all of them for ever; completes when each is, or has failed to be. */
  Mono<Void> closeAll() {
    return Flux.fromIterable(page(channel -> true, null, Integer.MAX_VALUE))
        .flatMap(held ->
            held instanceof HeldChannel.Opened(PeerChannel channel, Mailbox _, TokenBucket _)
                ? channel.close().onErrorComplete()
                : Mono.fromRunnable(() -> close(held.id())).onErrorComplete())
        .then();
  }

  /**
   * The channel of that id.
   *
   * @throws GatewayFailure {@code UNKNOWN_CHANNEL}, if the app has none
   */
  public synchronized HeldChannel find(ChannelId id) {
    HeldChannel held = channels.get(id);
    if (held == null) {
      throw GatewayFailure.unknownChannel();
    }
    return held;
  }

  private synchronized HeldChannel toChange(ChannelId id) {
    checkHeld();
    return find(id);
  }

  /**
   * The same if it has opened.
   *
   * @throws GatewayFailure {@code UNKNOWN_CHANNEL}, {@code CHANNEL_NOT_OPEN}
   */
  public HeldChannel.Opened findOpened(ChannelId id) {
    HeldChannel held = find(id);
    if (held instanceof HeldChannel.Opened opened) {
      return opened;
    }
    throw new GatewayFailure(
        Code.CHANNEL_NOT_OPEN, "the channel's state is " + held.state() + ", it has not opened");
  }

  /** At most {@code limit} channels after that one, by id. */
  public synchronized List<HeldChannel> page(
      Predicate<HeldChannel> wanted, @Nullable ChannelId after, int limit) {
    Map<ChannelId, HeldChannel> rest = after == null ? channels : channels.tailMap(after, false);
    return rest.values().stream().filter(wanted).limit(limit).toList();
  }

  /** Channels by state. */
  synchronized Map<ChannelState, Integer> counts() {
    Map<ChannelState, Integer> counts = new HashMap<>();
    channels.values().forEach(channel -> counts.merge(channel.state(), 1, Integer::sum));
    return counts;
  }

  /** Lets go of the channels with their peer, and waits for nothing any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    try {
      // First: to end the waiting for an answer is to withdraw the offer.
      peer.close();
    } finally {
      waiting.dispose();
    }
  }
}
