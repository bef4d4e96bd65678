package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Secret;
import org.jspecify.annotations.Nullable;

/** The keys that a peer holds for an epoch that has not begun. */
final class Agreed {
  private Agreed() {}

  /**
   * Our own offer.
   *
   * @param fresh whether its keys are known to be in no copy of the vault but this
   */
  record Offered(Offer offer, Bytes offerId, OfferKeys keys, boolean fresh) {
    Offered copy() {
      Secret seed = keys.mlkemSeed();
      return new Offered(
          offer,
          offerId,
          new OfferKeys(keys.x25519().copy(), seed == null ? null : seed.copy()),
          fresh);
    }

    Offered stale() {
      return new Offered(offer, offerId, keys, false);
    }
  }

  /**
   * Keys for the pending offer, from our own answer or from the partner's.
   *
   * @param ours whether the answer is our own
   * @param fresh whether they are known to be in no copy of the vault but this
   */
  record Candidate(
      Offer offer,
      Answer answer,
      EpochKeys keys,
      SecretName.Agreement agreement,
      boolean ours,
      boolean fresh) {
    Candidate copy() {
      return new Candidate(
          offer,
          answer,
          new EpochKeys(
              keys.chain(Direction.INITIATOR).copy(),
              keys.chain(Direction.RESPONDER).copy(),
              keys.admission(Direction.INITIATOR).copy(),
              keys.admission(Direction.RESPONDER).copy(),
              keys.resumption().copy()),
          agreement,
          ours,
          fresh);
    }

    Candidate stale() {
      return new Candidate(offer, answer, keys, agreement, ours, false);
    }
  }

  static @Nullable Offered copy(@Nullable Offered offered) {
    return offered == null ? null : offered.copy();
  }

  static @Nullable Candidate copy(@Nullable Candidate candidate) {
    return candidate == null ? null : candidate.copy();
  }
}
