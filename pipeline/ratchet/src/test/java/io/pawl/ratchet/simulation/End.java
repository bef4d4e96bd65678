package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.Verification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One peer's end of a channel: the production halves, and the rules of the protocol by which a peer
 * uses them on what it reads.
 */
final class End {
  private static final long OPEN_TTL = 10_000_000;

  private final Peer peer;
  private final Scene scene;
  private final ChannelId channel;
  private final Direction own;
  private final Outbox outbox;

  private Reduction reduction = Reduction.NONE;
  private View view = View.NONE;
  private @Nullable KeyedEpoch keyed;
  private @Nullable FadingEpoch fading;
  private Agreed.@Nullable Offered offered;
  private Agreed.@Nullable Candidate candidate;
  private @Nullable Cause rekeyDue;
  private boolean diverged;
  private long highestLogged = -1;
  private List<Position> inbox = List.of();

  /** Opened, and handed over once that is durable. */
  private final List<Position> opened = new ArrayList<>();

  private final Set<Position> delivered = new HashSet<>();

  /** Set after a start, until it was seen whether the sender may go on. */
  private boolean unsettled;

  private boolean mute;

  /** Log offsets at which our offer and our answer stand, as acknowledged; -1 before. */
  private long offerLoggedAt = -1;

  private long answerLoggedAt = -1;

  /** Messages accepted, and the offset, when our last offer was throttled; -1 if it was not. */
  private long throttledAccepted = -1;

  private long throttledAt;

  End(Peer peer, ChannelId channel, Direction own) {
    this.peer = peer;
    this.scene = peer.scene();
    this.channel = channel;
    this.own = own;
    this.outbox = new Outbox(peer.wire());
  }

  /** Comes back with what was kept; takes it over. */
  static End restore(Peer peer, ChannelId channel, Kept kept, boolean tainted) {
    Direction own = kept.direction();
    End end = new End(peer, channel, own);
    end.reduction = kept.reduction();
    end.view = kept.view();
    end.rekeyDue = kept.rekeyDue();
    end.diverged = kept.diverged();
    end.highestLogged = kept.highestLogged();
    end.inbox = kept.inbox();
    end.delivered.addAll(kept.inbox());
    end.unsettled = true;
    Kept.Current current = kept.current();
    if (current != null) {
      end.keyed = KeyedEpoch.restore(current, own, current.fresh() && !tainted);
      end.countReturn(current);
    }
    Kept.Fading before = kept.fading();
    end.fading = before == null ? null : FadingEpoch.restore(before, own);
    end.offered = tainted && kept.offered() != null ? kept.offered().stale() : kept.offered();
    end.candidate =
        tainted && kept.candidate() != null ? kept.candidate().stale() : kept.candidate();
    if (tainted && current != null) {
      end.rekeyDue = Cause.RESTORED;
    }
    return end;
  }

  private void countReturn(Kept.Current current) {
    if (keyed != null && keyed.sender() != null && current.claimed() >= 0) {
      scene
          .tally()
          .count(current.cleanCounter() >= 0 ? Fault.SENDER_REOPENED : Fault.SENDER_RESUMED);
    }
  }

  /** All of it for the vault, in copies; what was opened is handed over with it. */
  Kept kept(boolean cleanly) {
    if (!opened.isEmpty()) {
      List<Position> longer = new ArrayList<>(inbox);
      longer.addAll(opened);
      inbox = longer;
      opened.clear();
    }
    return new Kept(
        own,
        reduction,
        view,
        keyed == null ? null : keyed.kept(cleanly),
        fading == null ? null : fading.kept(),
        Agreed.copy(offered),
        Agreed.copy(candidate),
        rekeyDue,
        diverged,
        highestLogged,
        inbox);
  }

  ChannelId channel() {
    return channel;
  }

  Direction direction() {
    return own;
  }

  Reduction reduction() {
    return reduction;
  }

  View view() {
    return view;
  }

  @Nullable KeyedEpoch keyed() {
    return keyed;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Where this end's keys hang. */
  List<Object> roots() {
    List<Object> roots = new ArrayList<>();
    for (Object root : new @Nullable Object[] {keyed, fading, offered, candidate}) {
      if (root != null) {
        roots.add(root);
      }
    }
    return roots;
  }

  // ---- What is read ----

  /** Another record of the partition has passed. */
  void elapse(long now) {
    if (fading != null) {
      fading.elapse(reduction.activatedAt(), now);
    }
    Offer open = offered == null ? reduction.pending() : offered.offer();
    if (reduction.epoch() == 0
        && !reduction.closed()
        && open != null
        && now - open.anchor() > OPEN_TTL) {
      forget();
    }
  }

  /** Reads what the processor published of this channel; true if it must be kept at once. */
  boolean take(Entry entry) {
    view = Objects.requireNonNullElse(entry.view(), view);
    boolean transition = !(entry.record() instanceof Envelope);
    if (entry.isAccepted()) {
      accepted(entry.record(), entry);
    }
    boolean predicted = reduction.isComplete();
    List<Event> events = entry.outcome().events();
    events.forEach(event -> take(event, entry));
    boolean activated = events.stream().anyMatch(Event.Activated.class::isInstance);
    Check.EPOCHS_AGREE.that(
        predicted == activated,
        () ->
            "%s at offset %d expects an epoch: %s, and is told of one: %s"
                .formatted(peer.name(), entry.offset(), predicted, activated));
    Check.EPOCHS_AGREE.that(
        reduction.epoch() == view.epoch(),
        () ->
            "%s at offset %d is in epoch %d, not %d"
                .formatted(peer.name(), entry.offset(), reduction.epoch(), view.epoch()));
    return transition;
  }

  private void accepted(LogRecord record, Entry entry) {
    // A peer that comes back need not take the run's time to find the same again.
    if (scene.isNewTo(peer.identity(), entry)) {
      verify(record, entry);
    }
    Offer before = reduction.pending();
    reduction = reduction.after(record, entry.offset());
    switch (record) {
      case Envelope envelope -> accepted(envelope);
      case Offer offer -> {
        if (before != null) {
          drop(Handshake.offerId(before));
        }
        accepted(offer);
      }
      case Answer answer -> accepted(answer);
      case Approval approval -> {}
      case Close close -> forget();
    }
  }

  /** The processor's word is taken for nothing of this. */
  private void verify(LogRecord record, Entry entry) {
    Offer pending = reduction.pending();
    Refusal refusal =
        switch (record) {
          case Envelope envelope -> null;
          case Offer offer -> verify(offer);
          case Answer answer ->
              pending == null ? Refusal.UNKNOWN_OFFER : Verification.answer(pending, answer);
          case Approval approval ->
              pending == null
                  ? Refusal.UNKNOWN_OFFER
                  : Verification.approval(pending, reduction.governing(pending), approval);
          case Close close -> Verification.close(close, identity(close.closer()));
        };
    Check.NOTHING_FORGED.that(
        refusal == null,
        () ->
            "%s finds what was accepted at offset %d: %s"
                .formatted(peer.name(), entry.offset(), refusal));
  }

  private @Nullable Refusal verify(Offer offer) {
    Offer current = reduction.current();
    if (current != null
        && (!offer.initiator().equals(current.initiator())
            || !offer.responder().equals(current.responder()))) {
      return Refusal.IDENTITY_MISMATCH;
    }
    return offer.epoch() == reduction.epoch() + 1 ? Verification.offer(offer) : Refusal.STALE_EPOCH;
  }

  private Bytes identity(Direction direction) {
    return direction == own ? peer.identity().publicKey() : Cast.other(peer.identity()).publicKey();
  }

  private void accepted(Envelope envelope) {
    if (envelope.direction() == own) {
      outbox.accepted(envelope);
      if (envelope.epoch() == reduction.epoch()) {
        highestLogged = Math.max(highestLogged, envelope.slot());
      }
      return;
    }
    Receiver receiver = null;
    boolean expected = false;
    if (keyed != null && envelope.epoch() == keyed.offer().epoch()) {
      receiver = keyed.receiver();
      expected = true;
    } else if (fading != null && envelope.epoch() == fading.epoch()) {
      receiver = fading.receiver();
      expected = true;
    }
    if (envelope.epoch() == reduction.epoch() && fading != null) {
      fading.countCurrent(governing().overlap());
    }
    if (expected) {
      open(receiver, envelope);
    }
  }

  private Policy governing() {
    return Objects.requireNonNull(reduction.current()).policy();
  }

  private void open(@Nullable Receiver receiver, Envelope envelope) {
    Receipt receipt = receiver == null ? null : receiver.open(envelope);
    if (!(receipt instanceof Receipt.Opened message)) {
      throw new Violation(
          Check.ACCEPTED_OPENS,
          "%s got %s for %s".formatted(peer.name(), receipt, Oracle.describe(envelope)));
    }
    scene.tally().count(Sight.MESSAGE_OPENED);
    Check.NOTHING_FORGED.that(
        scene.oracle().isPayload(envelope, message.payload()),
        () -> "another payload in " + Oracle.describe(envelope));
    Check.POSITION_ONCE.that(
        delivered.add(message.position()),
        () -> "%s is handed %s again".formatted(peer.name(), message.position()));
    opened.add(message.position());
  }

  private void accepted(Offer offer) {
    Bytes offerId = Handshake.offerId(offer);
    boolean ours = offer.offerer() == own;
    if (ours && (offered == null || !offered.offerId().equals(offerId))) {
      scene.tally().count(Sight.OWN_OFFER_WITHOUT_KEYS);
      if (reduction.epoch() == 0) {
        write(Handshake.close(channel, own, peer.identity()));
      } else {
        rekeyDue = Cause.NO_KEYS;
      }
    }
  }

  private void accepted(Answer answer) {
    Offer offer = Objects.requireNonNull(reduction.pending());
    if (candidate != null && !candidate.answer().equals(answer)) {
      dropCandidate();
    }
    if (candidate != null || offered == null || !reduction.awaits(offered.offerId())) {
      return;
    }
    Secret resumption = keyed == null ? null : keyed.resumption();
    if (offer.kind() != Kind.BUMP || resumption != null) {
      EpochKeys keys = Handshake.complete(offer, offered.keys(), answer, resumption);
      candidate = candidate(offer, offered.offerId(), answer, keys, false, offered.fresh());
    }
    dropOffered();
  }

  private Agreed.Candidate candidate(
      Offer offer, Bytes offerId, Answer answer, EpochKeys keys, boolean ours, boolean fresh) {
    var agreement = new SecretName.Agreement(channel, offer.epoch(), offerId, answer.x25519());
    scene.names().add(agreement, keys);
    return new Agreed.Candidate(offer, answer, keys, agreement, ours, fresh);
  }

  private void take(Event event, Entry entry) {
    switch (event) {
      case Event.Activated activated -> activated(activated);
      case Event.Refused refused -> refused(refused, entry);
      case Event.ReestablishRequired required -> required(required, entry);
    }
  }

  private void activated(Event.Activated event) {
    Offer offer = reduction.pending();
    Check.EPOCHS_AGREE.that(
        offer != null && reduction.awaits(event.offerId()) && offer.epoch() == event.epoch(),
        () -> "%s is told of %s".formatted(peer.name(), event));
    if (offer == null) {
      return;
    }
    reduction = reduction.activated(event.logOffset());
    boolean overlapping = offer.reason() == Reason.ROUTINE;
    endCurrent(overlapping);
    if (!overlapping) {
      outbox.dropBefore(offer.epoch());
    }
    diverged = false;
    mute = false;
    highestLogged = -1;
    dropOffered();
    begin(event);
  }

  private void endCurrent(boolean overlapping) {
    if (fading != null) {
      fading.end();
      fading = null;
    }
    if (keyed != null) {
      keyed.end(overlapping);
      fading = overlapping ? FadingEpoch.of(keyed) : null;
      keyed = null;
    }
  }

  private void begin(Event.Activated event) {
    Agreed.Candidate agreed = candidate;
    candidate = null;
    if (agreed == null) {
      scene.tally().count(Sight.EPOCH_WITHOUT_KEYS);
      rekeyDue = Cause.NO_KEYS;
    } else if (!agreed.keys().admitted().equals(event.admitted())) {
      scene.tally().count(Sight.ADMISSION_DIGEST_DIFFERS);
      agreed.keys().erase();
      rekeyDue = Cause.NO_KEYS;
    } else {
      keyed = KeyedEpoch.begin(agreed, own);
      rekeyDue = agreed.fresh() ? null : Cause.RESTORED;
    }
    scene.tell(() ->
        "    %s is in epoch %d%s"
            .formatted(peer.name(), event.epoch(), keyed == null ? " without keys" : ""));
  }

  private void refused(Event.Refused event, Entry entry) {
    boolean aboutAnswer =
        reduction.awaits(event.offerId()) && event.code() != Refusal.OFFER_SUPERSEDED;
    if (aboutAnswer) {
      if (candidate != null && candidate.ours() && candidate.answer().equals(entry.record())) {
        dropCandidate();
      }
    } else {
      if (event.code() == Refusal.REKEY_THROTTLED
          && offered != null
          && offered.offerId().equals(event.offerId())) {
        throttledAccepted = reduction.accepted();
        throttledAt = entry.offset();
      }
      drop(event.offerId());
    }
  }

  private void required(Event.ReestablishRequired event, Entry entry) {
    if (event.direction() != own || event.epoch() != reduction.epoch()) {
      return;
    }
    if (!event.advisory()) {
      diverged = true;
      want(Cause.DIVERGED);
    } else if (entry.record() instanceof Envelope envelope && outbox.misses(envelope)) {
      want(Cause.EXPIRED);
    }
  }

  private void want(Cause cause) {
    Check.ADVERSARY_MOVES_NOTHING.that(
        scene.oracle().isBetrayed(channel, reduction.epoch(), own),
        () -> "%s is moved to a REKEY: %s".formatted(peer.name(), cause));
    rekeyDue = cause;
  }

  /** The offer with that id comes to nothing. */
  private void drop(Bytes offerId) {
    if (offered != null && offered.offerId().equals(offerId)) {
      dropOffered();
    }
    if (candidate != null && candidate.agreement().offerId().equals(offerId)) {
      dropCandidate();
    }
  }

  private void dropOffered() {
    if (offered != null) {
      outbox.acknowledged(offered.offer());
      offered.keys().erase();
      offered = null;
    }
    offerLoggedAt = -1;
  }

  private void dropCandidate() {
    if (candidate != null) {
      outbox.acknowledged(candidate.answer());
      candidate.keys().erase();
      candidate = null;
    }
    answerLoggedAt = -1;
  }

  /** The channel is over: nothing of it is held any more. */
  private void forget() {
    dropOffered();
    dropCandidate();
    if (fading != null) {
      fading.end();
      fading = null;
    }
    if (keyed != null) {
      keyed.end(false);
      keyed = null;
    }
    outbox.dropBefore(Integer.MAX_VALUE);
    rekeyDue = null;
    reduction = reduction.after(new Close(channel, own, Bytes.EMPTY), 0);
  }

  boolean isOver() {
    return reduction.closed();
  }

  // ---- What is done ----

  /** Does what is due. */
  void act() {
    outbox.retry();
    if (isOver() || !peer.isCaughtUp()) {
      return;
    }
    settle();
    judgeOwnRecords();
    Offer pending = reduction.pending();
    if (pending != null && pending.offerer() != own) {
      answerOnce(pending);
    }
    if (rekeyDue != null && mayOffer() && !canWait(pending)) {
      offer(rekey(Reason.ROUTINE, governing()));
    }
  }

  /** After a start: writes again what may have been lost, and sees where the sender stands. */
  private void settle() {
    if (!unsettled) {
      return;
    }
    unsettled = false;
    if (offered != null && !reduction.awaits(offered.offerId())) {
      write(offered.offer());
    }
    if (candidate != null && candidate.ours() && reduction.answer() == null) {
      write(candidate.answer());
    }
    Sender sender = keyed == null ? null : keyed.sender();
    if (sender != null && Sender.mustRekey(governing(), sender.next().slot(), highestLogged)) {
      scene.tally().count(Fault.SENDER_TOO_FAR_AHEAD);
      mute = true;
      rekeyDue = Cause.TOO_FAR_AHEAD;
    }
  }

  /** What is in the log, and past which we have read without effect, was refused. */
  private void judgeOwnRecords() {
    if (offered != null
        && offerLoggedAt >= 0
        && peer.now() >= offerLoggedAt
        && !reduction.awaits(offered.offerId())) {
      boolean open = offered.offer().kind() == Kind.OPEN;
      dropOffered();
      if (open) {
        forget();
        return;
      }
    }
    if (candidate != null
        && candidate.ours()
        && answerLoggedAt >= 0
        && peer.now() >= answerLoggedAt
        && reduction.answer() == null) {
      dropCandidate();
    }
    if (reduction.isExpired(peer.now())) {
      dropOffered();
      dropCandidate();
    }
  }

  private void answerOnce(Offer pending) {
    if (candidate != null || reduction.answer() != null || outbox.hasEnvelopes()) {
      return;
    }
    Secret resumption = keyed == null ? null : keyed.resumption();
    if (pending.kind() == Kind.BUMP && resumption == null) {
      rekeyDue = Cause.NO_KEYS;
      return;
    }
    // A restored peer may have answered before with this very resumption secret: new ephemerals
    // make other keys.
    Handshake.Answered answered =
        Handshake.answer(
            pending, peer.identity(), Cast.PROCESSORS_KEY, scene.entropy(), resumption);
    candidate =
        candidate(
            pending,
            Objects.requireNonNull(reduction.pendingId()),
            answered.answer(),
            answered.keys(),
            true,
            true);
    answerLoggedAt = -1;
    peer.save();
    scene.tell(() ->
        "    %s answers the %s of epoch %d"
            .formatted(peer.name(), pending.kind(), pending.epoch()));
    write(answered.answer());
  }

  /** Whether what is pending may still give what a REKEY of ours would, or keeps it out. */
  private boolean canWait(@Nullable Offer pending) {
    if (pending == null || pending.kind() != Kind.REKEY || reduction.isExpired(peer.now())) {
      return false;
    }
    return pending.offerer() != own || (candidate != null && candidate.fresh());
  }

  /** A peer offers only while nothing it sealed is under way. */
  boolean mayOffer() {
    return reduction.current() != null
        && !isOver()
        && peer.isCaughtUp()
        && !outbox.hasEnvelopes()
        && offered == null
        && !isThrottled();
  }

  private boolean isThrottled() {
    return throttledAccepted >= 0
        && reduction.accepted() - throttledAccepted < governing().slotMessages()
        && peer.now() - throttledAt < 1_000_000;
  }

  Handshake.Offered rekey(Reason reason, Policy policy) {
    return Handshake.rekey(
        Objects.requireNonNull(reduction.current()),
        reason,
        policy,
        peer.identity(),
        scene.entropy());
  }

  /** Whether it can offer a BUMP, too. */
  boolean mayBump() {
    return mayOffer() && keyed != null;
  }

  Handshake.Offered bump() {
    return Handshake.bump(
        Objects.requireNonNull(reduction.current()), peer.identity(), scene.entropy());
  }

  /** Keeps the keys, then writes the offer. */
  void offer(Handshake.Offered made) {
    Bytes offerId = Handshake.offerId(made.offer());
    scene.names().add(made.offer(), offerId, made.keys());
    dropOffered();
    offered = new Agreed.Offered(made.offer(), offerId, made.keys(), true);
    throttledAccepted = -1;
    peer.save();
    scene.tell(() -> "    %s offers a %s".formatted(peer.name(), Oracle.describe(made.offer())));
    write(made.offer());
  }

  void close() {
    if (reduction.epoch() > 0 && !isOver()) {
      write(Handshake.close(channel, own, peer.identity()));
    }
  }

  private void write(LogRecord record) {
    scene.oracle().authored(record);
    outbox.write(record);
  }

  void acknowledged(LogRecord record, long offset) {
    outbox.acknowledged(record);
    if (offered != null && offered.offer().equals(record)) {
      offerLoggedAt = offset;
    } else if (candidate != null && candidate.answer().equals(record)) {
      answerLoggedAt = offset;
    }
  }

  /** Whether another message may be sealed. */
  boolean canSeal() {
    return keyed != null
        && keyed.sender() != null
        && !isOver()
        && !mute
        && !unsettled
        && !diverged
        && peer.isCaughtUp()
        && outbox.span() < governing().maxUnacknowledged();
  }

  /** Seals a message and writes it. */
  Envelope seal(byte[] payload) {
    KeyedEpoch epoch = Objects.requireNonNull(keyed);
    Sender sender = Objects.requireNonNull(epoch.sender());
    var due = sender.claimDue();
    if (due.isPresent()) {
      peer.claim(this, sender, due.getAsLong());
      sender.claimed(due.getAsLong());
    }
    Envelope envelope = sender.seal(payload);
    scene.oracle().sealed(envelope, epoch.agreement(), payload);
    outbox.write(envelope);
    return envelope;
  }

  /** Gives the receiver what the processor refused: nothing of it may open, or move anything. */
  void feed(Envelope envelope) {
    if (keyed == null || envelope.direction() == own || envelope.epoch() != keyed.offer().epoch()) {
      return;
    }
    Receiver receiver = keyed.receiver();
    Receiver.State before = receiver.state();
    Receipt receipt = receiver.open(envelope);
    Receiver.State after = receiver.state();
    scene.tally().count(Fault.RECEIVER_FED_REFUSED_RECORDS);
    switch (receipt) {
      case Receipt.Opened message ->
          throw new Violation(Check.NOTHING_FORGED, "%s opened %s".formatted(peer.name(), message));
      case Receipt.Refused refused -> scene.tally().count(Sight.RECEIVER_REFUSED);
      case Receipt.NotAuthentic notAuthentic ->
          scene.tally().count(Sight.RECEIVER_FOUND_IT_NOT_AUTHENTIC);
    }
    Check.NOTHING_FORGED.that(
        before.windows().equals(after.windows()) && before.current().equals(after.current()),
        () -> "%s was moved by %s".formatted(peer.name(), Oracle.describe(envelope)));
    before.erase();
    after.erase();
  }
}
