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
  private final Proposals proposals;
  private final Initiative initiative;

  private Reduction reduction = Reduction.NONE;
  private View view = View.NONE;
  private @Nullable KeyedEpoch keyed;
  private @Nullable FadingEpoch fading;
  private @Nullable Cause rekeyDue;
  private long highestLogged = -1;

  /** Whether the processor has found our direction diverged. */
  private boolean diverged;

  /** Whether our sender came back too far above what the log shows. */
  private boolean mute;

  private List<Position> inbox = List.of();

  /** Opened, and handed over once that is durable. */
  private final List<Position> opened = new ArrayList<>();

  private final Set<Position> delivered = new HashSet<>();

  End(Peer peer, ChannelId channel, Direction own) {
    this.peer = peer;
    this.scene = peer.scene();
    this.channel = channel;
    this.own = own;
    this.outbox = new Outbox(peer.wire());
    this.proposals = new Proposals(outbox);
    this.initiative = new Initiative(peer, this);
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
    end.initiative.unsettle();
    Kept.Current current = kept.current();
    if (current != null) {
      end.keyed = KeyedEpoch.restore(current, own, current.fresh() && !tainted);
      end.countReturn(current);
    }
    Kept.Fading before = kept.fading();
    end.fading =
        before == null
            ? null
            : FadingEpoch.restore(
                before,
                own,
                Objects.requireNonNull(kept.reduction().current()),
                kept.reduction().activatedAt());
    end.proposals.offer(
        tainted && kept.offered() != null ? kept.offered().stale() : kept.offered());
    end.proposals.agree(
        tainted && kept.candidate() != null ? kept.candidate().stale() : kept.candidate());
    if (tainted && current != null) {
      end.want(Cause.RESTORED);
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
        Agreed.copy(proposals.offered()),
        Agreed.copy(proposals.candidate()),
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

  Proposals proposals() {
    return proposals;
  }

  Initiative initiative() {
    return initiative;
  }

  @Nullable Cause rekeyDue() {
    return rekeyDue;
  }

  /** The highest slot of ours that we have seen in the log, in the current epoch; -1 if none. */
  long highestLogged() {
    return highestLogged;
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
    for (Object root :
        new @Nullable Object[] {keyed, fading, proposals.offered(), proposals.candidate()}) {
      if (root != null) {
        roots.add(root);
      }
    }
    return roots;
  }

  /** Another record of the partition has passed. */
  void elapse(long now) {
    if (fading != null) {
      fading.elapse(now);
    }
    Agreed.Offered ours = proposals.offered();
    Offer open = ours == null ? reduction.pending() : ours.offer();
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
          proposals.drop(Handshake.offerId(before));
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
      fading.countCurrent(peer.now());
    }
    if (expected) {
      open(receiver, envelope);
    }
  }

  /** The current epoch's policy. */
  Policy policy() {
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
    if (ours && !proposals.isOurs(offerId)) {
      scene.tally().count(Sight.OWN_OFFER_WITHOUT_KEYS);
      if (reduction.epoch() == 0) {
        initiative.withdraw();
      } else {
        want(Cause.NO_KEYS);
      }
    }
  }

  private void accepted(Answer answer) {
    Offer offer = Objects.requireNonNull(reduction.pending());
    proposals.keepOnly(answer);
    Agreed.Offered ours = proposals.offered();
    if (proposals.candidate() != null || ours == null || !reduction.awaits(ours.offerId())) {
      return;
    }
    Secret resumption = keyed == null ? null : keyed.resumption();
    if (offer.kind() != Kind.BUMP || resumption != null) {
      EpochKeys keys = Handshake.complete(offer, ours.keys(), answer, resumption);
      agree(offer, ours.offerId(), answer, keys, false, ours.fresh());
    }
    proposals.dropOffered();
  }

  /** Holds keys for the pending offer. */
  void agree(
      Offer offer, Bytes offerId, Answer answer, EpochKeys keys, boolean ours, boolean fresh) {
    var agreement = new SecretName.Agreement(channel, offer.epoch(), offerId, answer.x25519());
    scene.names().add(agreement, keys);
    proposals.agree(new Agreed.Candidate(offer, answer, keys, agreement, ours, fresh));
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
    endCurrent(offer, overlapping);
    if (!overlapping) {
      outbox.dropBefore(offer.epoch());
    }
    diverged = false;
    mute = false;
    highestLogged = -1;
    proposals.dropOffered();
    begin(event);
  }

  private void endCurrent(Offer next, boolean overlapping) {
    if (fading != null) {
      fading.end();
      fading = null;
    }
    if (keyed != null) {
      keyed.end(overlapping);
      fading = overlapping ? FadingEpoch.of(keyed, next, reduction.activatedAt()) : null;
      keyed = null;
    }
  }

  private void begin(Event.Activated event) {
    Agreed.Candidate agreed = proposals.takeCandidate();
    rekeyDue = null;
    if (agreed == null) {
      scene.tally().count(Sight.EPOCH_WITHOUT_KEYS);
      want(Cause.NO_KEYS);
    } else if (!agreed.keys().admitted().equals(event.admitted())) {
      scene.tally().count(Sight.ADMISSION_DIGEST_DIFFERS);
      agreed.keys().erase();
      want(Cause.NO_KEYS);
    } else {
      keyed = KeyedEpoch.begin(agreed, own);
      if (!agreed.fresh()) {
        want(Cause.RESTORED);
      }
    }
    scene.tell(() ->
        "    %s is in epoch %d%s"
            .formatted(peer.name(), event.epoch(), keyed == null ? " without keys" : ""));
  }

  private void refused(Event.Refused event, Entry entry) {
    boolean aboutAnswer =
        reduction.awaits(event.offerId()) && event.code() != Refusal.OFFER_SUPERSEDED;
    if (aboutAnswer) {
      Agreed.Candidate candidate = proposals.candidate();
      if (candidate != null && candidate.ours() && candidate.answer().equals(entry.record())) {
        proposals.dropCandidate();
      }
    } else {
      if (event.code() == Refusal.REKEY_THROTTLED && proposals.isOurs(event.offerId())) {
        initiative.throttled(reduction.accepted(), entry.offset());
      }
      proposals.drop(event.offerId());
    }
  }

  private void required(Event.ReestablishRequired event, Entry entry) {
    if (event.direction() != own || event.epoch() != reduction.epoch()) {
      return;
    }
    boolean missed = entry.record() instanceof Envelope envelope && outbox.misses(envelope);
    if (event.advisory() && !missed) {
      return;
    }
    diverged |= !event.advisory();
    Check.ADVERSARY_MOVES_NOTHING.that(
        scene.oracle().isBetrayed(channel, reduction.epoch(), own),
        () -> "%s is moved to a REKEY by %s".formatted(peer.name(), event));
    want(event.advisory() ? Cause.EXPIRED : Cause.DIVERGED);
  }

  /** A REKEY is due that nobody asked for. */
  void want(Cause cause) {
    Check.ADVERSARY_MOVES_NOTHING.that(
        scene.setup().profile() != Profile.ADVERSARY_ALONE,
        () -> "%s is moved to a REKEY: %s".formatted(peer.name(), cause));
    rekeyDue = cause;
  }

  /** Seals nothing more in this epoch. */
  void mute() {
    mute = true;
    want(Cause.TOO_FAR_AHEAD);
  }

  /** The channel is over: nothing of it is held any more. */
  void forget() {
    proposals.dropOffered();
    proposals.dropCandidate();
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

  void acknowledged(LogRecord record, long offset) {
    outbox.acknowledged(record);
    proposals.acknowledged(record, offset);
  }

  /** Whether another message may be sealed. */
  boolean canSeal() {
    return keyed != null
        && keyed.sender() != null
        && !isOver()
        && !mute
        && initiative.isSettled()
        && !diverged
        && peer.isCaughtUp()
        && outbox.span() < policy().maxUnacknowledged();
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
