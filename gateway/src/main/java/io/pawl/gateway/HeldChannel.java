package io.pawl.gateway;

import io.pawl.channel.Invitation;
import io.pawl.channel.PeerChannel;
import io.pawl.channel.PendingChannel;
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

  /** Offered to this app. */
  record Invited(Invitation invitation) implements HeldChannel {
    @Override
    public ChannelId id() {
      return invitation.channel();
    }

    @Override
    public Bytes partner() {
      return invitation.initiator();
    }

    @Override
    public Direction direction() {
      return Direction.RESPONDER;
    }

    @Override
    public Policy policy() {
      return invitation.policy();
    }

    @Override
    public ChannelState state() {
      return ChannelState.INVITED;
    }
  }

  /**
   * Offered by this app, or accepted by it, and not open yet.
   *
   * @param waiting ends the waiting, and so withdraws the offer or the answer
   */
  record Pending(
      ChannelId id, Bytes partner, Direction direction, Policy policy, Disposable waiting)
      implements HeldChannel {
    static Pending offered(ChannelId id, Bytes partner, Policy policy, Disposable waiting) {
      return new Pending(id, partner, Direction.INITIATOR, policy, waiting);
    }

    static Pending accepted(Invited invited, Disposable waiting) {
      return new Pending(
          invited.id(), invited.partner(), invited.direction(), invited.policy(), waiting);
    }

    /** One that was so before the gateway started. */
    static Pending resumed(PendingChannel pending, Disposable waiting) {
      return new Pending(
          pending.id(), pending.partner(), pending.direction(), pending.policy(), waiting);
    }

    @Override
    public ChannelState state() {
      return switch (direction) {
        case INITIATOR -> ChannelState.OFFERED;
        case RESPONDER -> ChannelState.OPENING;
      };
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
