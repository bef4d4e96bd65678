package io.pawl.gateway;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verification;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a record that an app may write is to its channel. */
sealed interface OwnRecord {
  /** The channel is the app's from now on, as that side. */
  record Begins(Direction side) implements OwnRecord {}

  /** The channel is over. */
  record Ends() implements OwnRecord {}

  /** Anything else. */
  record Continues() implements OwnRecord {}

  /**
   * Tells an app's records from others'. It keeps apps apart; whether a record counts is the
   * protocol's to say.
   *
   * @param identity the app's, 32 bytes
   * @param sides which side the app is in a channel; null if the channel is not its own
   * @param invited whether an offer of that channel waits for the app
   */
  record Rule(
      Bytes identity,
      Function<ChannelId, @Nullable Direction> sides,
      Predicate<ChannelId> invited) {
    /**
     * What {@code record} is.
     *
     * @throws GatewayFailure {@code UNKNOWN_CHANNEL}: it is not the app's; {@code MALFORMED}: it
     *     claims to be, and its signature or form is wrong
     */
    OwnRecord judge(LogRecord record) {
      return switch (record) {
        case Offer offer -> judge(offer);
        case Answer answer -> {
          if (invited.test(answer.channel()) && sides.apply(answer.channel()) == null) {
            yield new Begins(Direction.RESPONDER);
          }
          side(answer.channel());
          yield new Continues();
        }
        case Approval approval -> {
          side(approval.channel());
          yield new Continues();
        }
        case Close close -> judge(close);
        case Envelope envelope -> {
          require(side(envelope.channel()) == envelope.direction());
          yield new Continues();
        }
      };
    }

    private OwnRecord judge(Offer offer) {
      require(offer.offererIdentity().equals(identity));
      if (offer.kind() != Kind.OPEN) {
        require(side(offer.channel()) == offer.offerer());
      }
      refuse("offer", Verification.offer(offer));
      return offer.kind() == Kind.OPEN ? new Begins(Direction.INITIATOR) : new Continues();
    }

    private OwnRecord judge(Close close) {
      ChannelId channel = close.channel();
      boolean declines = sides.apply(channel) == null && invited.test(channel);
      require((declines ? Direction.RESPONDER : side(channel)) == close.closer());
      refuse("close", Verification.close(close, identity));
      return new Ends();
    }

    private Direction side(ChannelId channel) {
      Direction side = sides.apply(channel);
      if (side == null) {
        throw GatewayFailure.unknownChannel();
      }
      return side;
    }

    private static void require(boolean holds) {
      if (!holds) {
        throw GatewayFailure.unknownChannel();
      }
    }

    private static void refuse(String what, @Nullable Refusal objection) {
      if (objection != null) {
        throw new GatewayFailure(
            Code.MALFORMED, "the %s is not in order: %s".formatted(what, objection));
      }
    }
  }
}
