package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/**
 * The state of one channel that is pending or open. The rules read it and decide; what they decided
 * is committed here and nowhere else.
 */
final class Channel {
  /** No advisory yet; and, of an overlap, that it has not begun to run out. */
  static final int NONE = -1;

  private final ChannelId id;
  private final Bytes initiator;
  private final Bytes responder;
  private final RememberedKeys remembered;
  private final Activations rekeys;
  private final Activations bumps;

  private @Nullable Epoch current;
  private @Nullable Epoch previous;
  private @Nullable PendingOffer pending;
  private long accepted;

  /** By direction: accepted messages of the channel at the last advisory. */
  private final long[] advisedAt = {NONE, NONE};

  /** By direction: messages of the current epoch until the previous one ends there. */
  private final int[] overlap = {0, 0};

  /** A channel that this OPEN, which was found in order, begins. */
  Channel(Offer open, PendingOffer pending) {
    this(
        open.channel(),
        open.initiator(),
        open.responder(),
        new RememberedKeys(),
        new Activations(),
        new Activations());
    this.pending = pending;
    remembered.add(open.x25519());
  }

  Channel(
      ChannelId id,
      Bytes initiator,
      Bytes responder,
      RememberedKeys remembered,
      Activations rekeys,
      Activations bumps) {
    this.id = id;
    // Records of the log are views of batches, which must not be held for a channel's life.
    this.initiator = Bytes.wrap(initiator.toArray());
    this.responder = Bytes.wrap(responder.toArray());
    this.remembered = remembered;
    this.rekeys = rekeys;
    this.bumps = bumps;
  }

  /** Puts back what messages and transitions had changed. */
  void restore(@Nullable Epoch current, @Nullable Epoch previous, @Nullable PendingOffer pending) {
    this.current = current;
    this.previous = previous;
    this.pending = pending;
  }

  /** Puts back the counts. */
  void restore(long acceptedBefore) {
    this.accepted = acceptedBefore;
  }

  /** Puts back a direction's counts. */
  void restore(Direction direction, int overlapLeft, long advised) {
    overlap[direction.code()] = overlapLeft;
    advisedAt[direction.code()] = advised;
  }

  ChannelId id() {
    return id;
  }

  /** The identity of a peer. */
  Bytes identity(Direction peer) {
    return peer == Direction.INITIATOR ? initiator : responder;
  }

  @Nullable Epoch current() {
    return current;
  }

  @Nullable Epoch previous() {
    return previous;
  }

  @Nullable PendingOffer pending() {
    return pending;
  }

  RememberedKeys remembered() {
    return remembered;
  }

  Activations rekeys() {
    return rekeys;
  }

  Activations bumps() {
    return bumps;
  }

  /** Messages accepted so far, in both directions and all epochs. */
  long accepted() {
    return accepted;
  }

  /** Number of the current epoch; 0 while only an OPEN is pending. */
  int epoch() {
    return current == null ? 0 : current.number();
  }

  /** The policy that governs the next transition: while only an OPEN is pending, its own. */
  Policy governing(PendingOffer offer) {
    return current == null ? offer.policy() : current.policy();
  }

  /** Messages of the current epoch until the previous one ends in a direction. */
  int overlap(Direction direction) {
    return overlap[direction.code()];
  }

  long advisedAt(Direction direction) {
    return advisedAt[direction.code()];
  }

  /** Whether the previous epoch is still acceptable in a direction. */
  boolean overlaps(Direction direction, long offset) {
    return current != null
        && overlap[direction.code()] != 0
        && offset - current.activatedAt() <= Limits.EPOCH_OVERLAP;
  }

  /** Whether the last advisory for a direction is long enough ago for another one. */
  boolean advisoryIsDue(Direction direction, Policy policy) {
    long last = advisedAt[direction.code()];
    return last == NONE || accepted - last >= policy.overlap();
  }

  /** Counts a message that was accepted in {@code epoch}. */
  void countAccepted(Direction direction, Epoch epoch) {
    accepted++;
    if (epoch != current || previous == null) {
      return;
    }
    int d = direction.code();
    if (overlap[d] == NONE) {
      overlap[d] = epoch.policy().overlap();
    } else if (overlap[d] > 0) {
      overlap[d]--;
    }
  }

  /** An advisory goes out for a direction. */
  void countAdvisory(Direction direction) {
    advisedAt[direction.code()] = accepted;
  }

  /** An offer, which was found in order, takes the place of any other. */
  void propose(PendingOffer offer, Bytes x25519) {
    if (pending != null && pending.admission() != null) {
      pending.admission().erase();
    }
    pending = offer;
    remembered.add(x25519);
  }

  /** The pending offer got its answer or an approval, but not yet all it needs. */
  void advance(PendingOffer offer) {
    pending = offer;
  }

  /** The pending offer has all it needs: its epoch begins. */
  void activate(PendingOffer offer, AdmissionKeys admission, long offset) {
    if (previous != null) {
      previous.admission().erase();
    }
    previous = current;
    current = new Epoch(offer.epoch(), offer.policy(), offset, admission);
    pending = null;
    boolean overlapping = previous != null && offer.reason() == Reason.ROUTINE;
    overlap[0] = overlapping ? NONE : 0;
    overlap[1] = overlapping ? NONE : 0;
    switch (offer.kind()) {
      case OPEN -> {}
      case REKEY -> rekeys.add(offset, accepted);
      case BUMP -> bumps.add(offset, accepted);
    }
  }

  /** The channel ends, or is forgotten. */
  void erase() {
    if (current != null) {
      current.admission().erase();
    }
    if (previous != null) {
      previous.admission().erase();
    }
    if (pending != null && pending.admission() != null) {
      pending.admission().erase();
    }
  }
}
