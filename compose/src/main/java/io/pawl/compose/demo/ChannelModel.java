package io.pawl.compose.demo;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;

/** One channel with its one epoch: offered, open or closed. */
final class ChannelModel {
  private static final int AEAD_TAG_BYTES = 16;
  private static final int MLKEM_CIPHERTEXT_BYTES = 1_088;
  private static final int ONLY_EPOCH = 1;

  private enum Stage {
    OFFERED,
    OPEN,
    CLOSED
  }

  private final Policy policy;
  private final Bytes offer;
  private final DirectionModel fromInitiator;
  private final DirectionModel fromResponder;
  private Stage stage = Stage.OFFERED;

  /**
   * A channel that was just offered.
   *
   * @param value the offer as it stands in the log
   */
  ChannelModel(Offer offer, Bytes value) {
    this.policy = offer.policy();
    this.offer = value;
    this.fromInitiator = new DirectionModel(policy);
    this.fromResponder = new DirectionModel(policy);
  }

  /** Decides about another OPEN of the same channel. */
  Refusal decideOffer(Bytes value) {
    return switch (stage) {
      case CLOSED -> Refusal.CHANNEL_CLOSED;
      case OFFERED -> value.equals(offer) ? Refusal.DUPLICATE : Refusal.CHANNEL_EXISTS;
      case OPEN -> Refusal.CHANNEL_EXISTS;
    };
  }

  Verdict decide(Answer answer, boolean authentic) {
    return switch (stage) {
      case CLOSED -> Oracle.refused(Refusal.CHANNEL_CLOSED);
      case OPEN -> Oracle.refused(Refusal.UNKNOWN_OFFER);
      case OFFERED -> {
        if (answer.mlkem().length() != MLKEM_CIPHERTEXT_BYTES) {
          yield Oracle.refused(Refusal.KEM_MISMATCH);
        }
        if (!authentic) {
          yield Oracle.refused(Refusal.BAD_SIGNATURE);
        }
        stage = Stage.OPEN;
        yield Oracle.accepted();
      }
    };
  }

  /** No channel of the demo needs approvals, so none is ever due. */
  Verdict decide(Approval approval) {
    return Oracle.refused(stage == Stage.CLOSED ? Refusal.CHANNEL_CLOSED : Refusal.UNKNOWN_OFFER);
  }

  Verdict decideClose(boolean authentic) {
    if (stage == Stage.CLOSED) {
      return Oracle.refused(Refusal.CHANNEL_CLOSED);
    }
    if (!authentic) {
      return Oracle.refused(Refusal.BAD_SIGNATURE);
    }
    stage = Stage.CLOSED;
    return Oracle.accepted();
  }

  Verdict decide(Envelope envelope, boolean authentic) {
    if (stage == Stage.OFFERED) {
      return Oracle.refused(Refusal.UNKNOWN_CHANNEL);
    }
    if (stage == Stage.CLOSED) {
      return Oracle.refused(Refusal.CHANNEL_CLOSED);
    }
    if (envelope.epoch() != ONLY_EPOCH) {
      return Oracle.refused(
          envelope.epoch() > ONLY_EPOCH ? Refusal.EPOCH_UNKNOWN : Refusal.EPOCH_EXPIRED);
    }
    int cells = envelope.ciphertext().length() - AEAD_TAG_BYTES;
    if (cells <= 0 || cells % policy.cellBytes() != 0) {
      return Oracle.refused(Refusal.BAD_SIZE);
    }
    if (!authentic) {
      return Oracle.refused(Refusal.BAD_TAG);
    }
    DirectionModel direction =
        envelope.direction() == Direction.INITIATOR ? fromInitiator : fromResponder;
    return direction.decide(envelope.slot(), envelope.counter());
  }
}
