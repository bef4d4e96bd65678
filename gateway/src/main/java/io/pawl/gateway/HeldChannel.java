package io.pawl.gateway;

import io.pawl.channel.Invitation;
import io.pawl.channel.PeerChannel;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Policy;
import reactor.core.Disposable;

/** A channel of an app, from its offer to its end. */
public sealed interface HeldChannel {
  /** Its id. */
  ChannelId id();

  /** The other peer's identity, 32 bytes. */
  Bytes partner();

  /** The direction that the app sends in. */
  Direction direction();

  /** What was offered, or is agreed on. */
  Policy policy();

  /** Where it stands. */
  ChannelState state();

  /**
   * Offered by this app.
   *
   * @param waiting ends the waiting, and so withdraws the offer
   */
  record Offered(ChannelId id, Bytes partner, Policy policy, Disposable waiting)
      implements HeldChannel {
    @Override
    public Direction direction() {
      return Direction.INITIATOR;
    }

    @Override
    public ChannelState state() {
      return ChannelState.OFFERED;
    }
  }

  /** Offered by another: all is as its invitation says. */
  sealed interface Received extends HeldChannel {
    /** What came. */
    Invitation invitation();

    @Override
    default ChannelId id() {
      return invitation().channel();
    }

    @Override
    default Bytes partner() {
      return invitation().initiator();
    }

    @Override
    default Direction direction() {
      return Direction.RESPONDER;
    }

    @Override
    default Policy policy() {
      return invitation().policy();
    }
  }

  /** Offered to this app. */
  record Invited(Invitation invitation) implements Received {
    @Override
    public ChannelState state() {
      return ChannelState.INVITED;
    }
  }

  /** Accepted by this app. */
  record Opening(Invitation invitation, Disposable waiting) implements Received {
    @Override
    public ChannelState state() {
      return ChannelState.OPENING;
    }
  }

  /**
   * It opened; what it received stays until it is acknowledged, closed or not.
   *
   * @param rekeys epochs that may still be asked for
   */
  record Opened(PeerChannel channel, Mailbox mailbox, TokenBucket rekeys) implements HeldChannel {
    @Override
    public ChannelId id() {
      return channel.id();
    }

    @Override
    public Bytes partner() {
      return channel.partner();
    }

    @Override
    public Direction direction() {
      return channel.direction();
    }

    @Override
    public Policy policy() {
      return channel.policy();
    }

    @Override
    public ChannelState state() {
      return switch (channel.state()) {
        case OPEN -> ChannelState.OPEN;
        case HEALING -> ChannelState.HEALING;
        case DIVERGED -> ChannelState.DIVERGED;
        case CLOSING -> ChannelState.CLOSING;
        case CLOSED -> ChannelState.CLOSED;
        case DETACHED -> ChannelState.FAILED;
      };
    }
  }

  /** It never opened. */
  record Failed(HeldChannel before, ChannelState state, String code) implements HeldChannel {
    @Override
    public ChannelId id() {
      return before.id();
    }

    @Override
    public Bytes partner() {
      return before.partner();
    }

    @Override
    public Direction direction() {
      return before.direction();
    }

    @Override
    public Policy policy() {
      return before.policy();
    }
  }
}
