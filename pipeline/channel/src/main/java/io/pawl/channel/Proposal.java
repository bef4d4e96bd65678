package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

/** A transition that this end begins: asked for, then offered, until it is decided. */
final class Proposal {
  /** Offers that expire while both peers are busy: the first makes them quiet for the next. */
  private static final int MOST_OFFERS = 4;

  private final Kind kind;
  private final Reason reason;
  private final int epoch;
  private final Sinks.One<Integer> result = Sinks.one();
  private @Nullable Offer offer;
  private @Nullable Bytes offerId;
  private @Nullable OfferKeys keys;
  private boolean written;
  private int offers;

  Proposal(Kind kind, Reason reason, int epoch) {
    this.kind = kind;
    this.reason = reason;
    this.epoch = epoch;
  }

  Kind kind() {
    return kind;
  }

  Reason reason() {
    return reason;
  }

  int epoch() {
    return epoch;
  }

  /** Completes with the epoch once it has begun. */
  Sinks.One<Integer> result() {
    return result;
  }

  /** It becomes an offer, whose keys it takes over. */
  void offered(Offer made, Bytes id, OfferKeys privateKeys) {
    offers++;
    offer = made;
    offerId = id;
    keys = privateKeys;
  }

  /** Whether another offer may follow one that expired. */
  boolean mayBeRepeated() {
    return offers < MOST_OFFERS;
  }

  /** The offer expired: nothing can answer it any more, and another follows. */
  void repeat() {
    erase();
    offer = null;
    offerId = null;
    written = false;
  }

  /** Null before it is one. */
  @Nullable Offer offer() {
    return offer;
  }

  /** Null once it is answered. */
  @Nullable OfferKeys keys() {
    return keys;
  }

  void written() {
    written = true;
  }

  /** Whether the log has the offer. */
  boolean isWritten() {
    return written;
  }

  boolean isOffer(Bytes id) {
    return Objects.equals(id, offerId);
  }

  void erase() {
    if (keys != null) {
      keys.erase();
      keys = null;
    }
  }
}
