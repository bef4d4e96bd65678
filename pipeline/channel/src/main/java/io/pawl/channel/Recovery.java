package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Verification;
import io.pawl.stream.codec.Accepted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer whose vault does not know a channel can learn of it from the accepted records that
 * are retained: which epoch is the current one, and which offer waits. Everything that is signed is
 * verified; for one reading, in order.
 */
final class Recovery implements AcceptedSearch.Each {
  private final ChannelId channel;
  private final Bytes identity;
  private @Nullable WaitingOffer waiting;
  private @Nullable Offer current;
  private long activatedAt;
  private boolean closed;

  /**
   * @param identity ours
   */
  Recovery(ChannelId channel, Bytes identity) {
    this.channel = channel;
    this.identity = identity;
  }

  @Override
  public void take(Accepted record, long logOffset) {
    switch (record) {
      case Accepted.Passed(LogRecord passed) -> take(passed, logOffset);
      case Accepted.Told(Event.Activated activated) -> take(activated);
      case Accepted.Told(var other) -> {}
    }
  }

  private void take(LogRecord record, long logOffset) {
    switch (record) {
      case Offer offer -> {
        if (isOurChannel(offer) && Verification.offer(offer) == null) {
          waiting = new WaitingOffer(new Holding.Waiting(offer, logOffset, null, 0));
        }
      }
      case Answer answer -> {
        if (waiting != null && Verification.answer(waiting.offer(), answer) == null) {
          waiting.answered(answer);
        }
      }
      case Approval approval -> {
        Offer governing = current;
        if (waiting != null
            && governing != null
            && Verification.approval(waiting.offer(), governing.policy(), approval) == null) {
          waiting.approved(approval.approver());
        }
      }
      case Close close -> {
        Offer known = current;
        closed |=
            known != null && Verification.close(close, identityOf(known, close.closer())) == null;
      }
      case Envelope envelope -> {}
    }
  }

  private boolean isOurChannel(Offer offer) {
    boolean ours = offer.initiator().equals(identity) || offer.responder().equals(identity);
    return ours
        && (current == null
            || (offer.initiator().equals(current.initiator())
                && offer.responder().equals(current.responder())));
  }

  private static Bytes identityOf(Offer offer, Direction side) {
    return side == Direction.INITIATOR ? offer.initiator() : offer.responder();
  }

  /** Both have signed such an epoch, one the offer and one the answer: whoever else says so. */
  private void take(Event.Activated activated) {
    WaitingOffer begun = waiting;
    if (begun != null
        && begun.id().equals(activated.offerId())
        && begun.offer().epoch() == activated.epoch()
        && begun.answer() != null) {
      current = begun.offer();
      activatedAt = activated.logOffset();
      waiting = null;
    }
  }

  /** Whose end of the channel it is. */
  Bytes identity() {
    return identity;
  }

  /** Whether an epoch of it has begun. */
  boolean hasBegun() {
    return current != null;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * The channel as a vault would keep it that has no keys.
   *
   * @param next offset of accepted records up to which was read
   * @throws ChannelFailure.Unreadable if the records that tell of it are gone, or it is not this
   *     peer's
   * @throws ChannelFailure.Closed if it is closed
   */
  KeptChannel kept(long next) {
    if (closed) {
      throw new ChannelFailure.Closed(channel);
    }
    Offer begun = current;
    if (begun == null) {
      throw new ChannelFailure.Unreadable(
          channel,
          new IllegalStateException(
              "no epoch of this peer's is among the accepted records that are retained;"
                  + " open another channel"));
    }
    return new KeptChannel(
        new Holding.Silent(begun, activatedAt, null, next, -1, null),
        null,
        null,
        waiting == null ? null : waiting.kept(),
        List.of());
  }
}
