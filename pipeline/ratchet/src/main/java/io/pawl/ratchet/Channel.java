package io.pawl.ratchet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of one channel that is pending or open. The rules read it and decide; what they decided
 * is committed here and nowhere else.
 *
 * <p>A partition holds a million of them. So the numbers stand in one array rather than in objects
 * that would take more room than what they hold, and a channel's id only in the map that finds it.
 */
final class Channel {
  /** No advisory yet; and, of an overlap, that it has not begun to run out. */
  static final int NONE = -1;

  private static final int IDENTITY_LENGTH = 32;

  /** Words of one identity key. */
  private static final int IDENTITY = IDENTITY_LENGTH / Long.BYTES;

  /** Where the windows begin: after both identities. */
  private static final int WINDOWS = 2 * IDENTITY;

  /**
   * Both identities; both directions' windows of the current epoch; those of the previous one;
   * activations by REKEY, then by BUMP; remembered keys.
   */
  private long[] words;

  private @Nullable Epoch current;
  private @Nullable Epoch previous;
  private @Nullable PendingOffer pending;

  /** By direction: accepted messages of the channel at the last advisory; null before the first. */
  private long @Nullable [] advisedAt;

  /** Number of the current epoch; 0 while only an OPEN is pending. */
  private int epoch;

  /** Words that the activations by REKEY take. */
  private short rekeyWords;

  /** Words that the activations by BUMP take. */
  private short bumpWords;

  /** By direction: messages of the current epoch until the previous one ends there. */
  private int initiatorOverlap;

  private int responderOverlap;

  /** Messages accepted so far, in both directions and all epochs. */
  private long accepted;

  /** Log offset of the record that activated the current epoch. */
  private long activatedAt;

  /** A channel that an OPEN begins. */
  Channel(Bytes initiator, Bytes responder) {
    words = new long[WINDOWS];
    ByteBuffer.allocate(2 * IDENTITY_LENGTH)
        .put(initiator.array(), initiator.offset(), IDENTITY_LENGTH)
        .put(responder.array(), responder.offset(), IDENTITY_LENGTH)
        .flip()
        .asLongBuffer()
        .get(words);
  }

  /** Puts back what transitions had changed. The epochs' windows are at their beginning. */
  void restore(
      int number,
      long activated,
      @Nullable Epoch restored,
      @Nullable Epoch before,
      @Nullable PendingOffer offer,
      Activations rekeys,
      Activations bumps,
      RememberedKeys remembered) {
    epoch = number;
    activatedAt = activated;
    current = restored;
    previous = before;
    pending = offer;
    words = Arrays.copyOf(words, WINDOWS + windows(current) + windows(previous));
    keep(rekeys, bumps, remembered);
    Acceptance view = new Acceptance();
    for (Direction direction : Direction.values()) {
      if (current != null) {
        view(view, current, direction).reset();
      }
      if (previous != null) {
        view(view, previous, direction).reset();
      }
    }
  }

  /** Puts back the count. */
  void restore(long acceptedBefore) {
    accepted = acceptedBefore;
  }

  /** Puts back a direction's counts. */
  void restore(Direction direction, int overlapLeft, long advised) {
    overlap(direction, overlapLeft);
    if (advised != NONE) {
      advisedAt(direction, advised);
    }
  }

  /** The identity of a peer. */
  Bytes identity(Direction peer) {
    ByteBuffer identity = ByteBuffer.allocate(IDENTITY_LENGTH);
    identity.asLongBuffer().put(words, IDENTITY * peer.code(), IDENTITY);
    return Bytes.wrap(identity.array());
  }

  @Nullable Epoch current() {
    return current;
  }

  @Nullable Epoch previous() {
    return previous;
  }

  /** The epoch of that number, if it is the current or the previous one; null otherwise. */
  @Nullable Epoch epoch(int number) {
    if (number == epoch) {
      return current;
    }
    return number == epoch - 1 ? previous : null;
  }

  /** Lets {@code view} show a direction of the current or the previous epoch, and returns it. */
  Acceptance view(Acceptance view, Epoch of, Direction direction) {
    int base = of == current ? WINDOWS : WINDOWS + windows(current);
    Policy policy = of.policy();
    return view.over(words, base + direction.code() * Acceptance.words(policy), policy);
  }

  @Nullable PendingOffer pending() {
    return pending;
  }

  RememberedKeys remembered() {
    int from = history() + rekeyWords + bumpWords;
    return new RememberedKeys(Arrays.copyOfRange(words, from, words.length));
  }

  Activations rekeys() {
    int from = history();
    return new Activations(Arrays.copyOfRange(words, from, from + rekeyWords));
  }

  Activations bumps() {
    int from = history() + rekeyWords;
    return new Activations(Arrays.copyOfRange(words, from, from + bumpWords));
  }

  /** Messages accepted so far, in both directions and all epochs. */
  long accepted() {
    return accepted;
  }

  /** Number of the current epoch; 0 while only an OPEN is pending. */
  int epoch() {
    return epoch;
  }

  /** Log offset of the record that activated the current epoch. */
  long activatedAt() {
    return activatedAt;
  }

  /** The policy that governs the next transition: while only an OPEN is pending, its own. */
  Policy governing(PendingOffer offer) {
    return current == null ? offer.policy() : current.policy();
  }

  /** Messages of the current epoch until the previous one ends in a direction. */
  int overlap(Direction direction) {
    return direction == Direction.INITIATOR ? initiatorOverlap : responderOverlap;
  }

  long advisedAt(Direction direction) {
    return advisedAt == null ? NONE : advisedAt[direction.code()];
  }

  /** Whether the previous epoch is still acceptable in a direction. */
  boolean overlaps(Direction direction, long offset) {
    return current != null
        && overlap(direction) != 0
        && offset - activatedAt <= Limits.EPOCH_OVERLAP;
  }

  /** Whether the last advisory for a direction is long enough ago for another one. */
  boolean advisoryIsDue(Direction direction, Policy policy) {
    long last = advisedAt(direction);
    return last == NONE || accepted - last >= policy.overlap();
  }

  /** Counts a message that was accepted in {@code of}. */
  void countAccepted(Direction direction, Epoch of) {
    accepted++;
    if (of != current || previous == null) {
      return;
    }
    int left = overlap(direction);
    if (left == NONE) {
      overlap(direction, of.policy().overlap());
    } else if (left > 0) {
      overlap(direction, left - 1);
    }
  }

  /** An advisory goes out for a direction. */
  void countAdvisory(Direction direction) {
    advisedAt(direction, accepted);
  }

  /** Remembers an X25519 key; false if it was remembered already. */
  boolean remember(Bytes x25519) {
    RememberedKeys before = remembered();
    if (before.contains(x25519)) {
      return false;
    }
    keep(rekeys(), bumps(), before.with(x25519));
    return true;
  }

  /** An offer, which was found in order, takes the place of any other. */
  void propose(PendingOffer offer, Bytes x25519) {
    if (pending != null) {
      pending.erase();
    }
    pending = offer;
    remember(x25519);
  }

  /** The pending offer got its answer or an approval, but not yet all it needs. */
  void advance(PendingOffer offer) {
    pending = offer;
  }

  /** The pending offer has all it needs: its epoch begins. */
  void activate(PendingOffer offer, Epoch next, long offset) {
    Activations rekeys = rekeys();
    Activations bumps = bumps();
    switch (offer.kind()) {
      case OPEN -> {}
      case REKEY -> rekeys = rekeys.with(offset, accepted);
      case BUMP -> bumps = bumps.with(offset, accepted);
    }
    RememberedKeys remembered = remembered();
    shiftWindows(windows(next));
    if (previous != null) {
      previous.erase();
    }
    previous = current;
    current = next;
    epoch = offer.epoch();
    activatedAt = offset;
    pending = null;
    keep(rekeys, bumps, remembered);
    Acceptance view = new Acceptance();
    for (Direction direction : Direction.values()) {
      view(view, next, direction).reset();
      overlap(direction, previous != null && offer.reason() == Reason.ROUTINE ? NONE : 0);
    }
  }

  /** Makes room for the windows of a new epoch, and lets go of those of the previous one. */
  private void shiftWindows(int fresh) {
    int kept = windows(current);
    long[] shifted = Arrays.copyOf(words, WINDOWS + fresh + kept);
    System.arraycopy(words, WINDOWS, shifted, WINDOWS + fresh, kept);
    words = shifted;
  }

  /** Puts these behind the windows, in place of what stands there. */
  private void keep(Activations rekeys, Activations bumps, RememberedKeys remembered) {
    int at = history();
    long[] kept = Arrays.copyOf(words, at + rekeys.length() + bumps.length() + remembered.length());
    at = rekeys.copyTo(kept, at);
    at = bumps.copyTo(kept, at);
    remembered.copyTo(kept, at);
    words = kept;
    rekeyWords = (short) rekeys.length();
    bumpWords = (short) bumps.length();
  }

  /** Where the windows end. */
  private int history() {
    return WINDOWS + windows(current) + windows(previous);
  }

  /** Words that both directions of an epoch take. */
  private static int windows(@Nullable Epoch epoch) {
    return epoch == null ? 0 : 2 * Acceptance.words(epoch.policy());
  }

  private void overlap(Direction direction, int left) {
    switch (direction) {
      case INITIATOR -> initiatorOverlap = left;
      case RESPONDER -> responderOverlap = left;
    }
  }

  private void advisedAt(Direction direction, long count) {
    if (advisedAt == null) {
      advisedAt = new long[] {NONE, NONE};
    }
    advisedAt[direction.code()] = count;
  }

  /** The channel ends, or is forgotten. */
  void erase() {
    if (current != null) {
      current.erase();
    }
    if (previous != null) {
      previous.erase();
    }
    if (pending != null) {
      pending.erase();
    }
  }
}
