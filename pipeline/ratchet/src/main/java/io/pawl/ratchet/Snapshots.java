package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/** Turns channels into data and back. */
final class Snapshots {
  private final GrantKeys keys;
  private final SharedPolicies policies;

  Snapshots(GrantKeys keys, SharedPolicies policies) {
    this.keys = keys;
    this.policies = policies;
  }

  /** The normal form of a channel at {@code offset}: what can matter no more is left out. */
  Snapshot of(ChannelId id, Channel channel, long offset) {
    ChannelDescriptor descriptor =
        new ChannelDescriptor(
            id,
            channel.identity(Direction.INITIATOR),
            channel.identity(Direction.RESPONDER),
            epoch(id, channel.current(), channel.epoch(), channel.activatedAt()),
            epoch(id, channel.previous(), channel.epoch() - 1, 0),
            pending(id, channel.pending()),
            channel.remembered().toList(),
            channel.rekeys().toList(Limits.MAX_SLOT_MESSAGES, offset, channel.accepted()),
            channel.bumps().toList(1, offset, channel.accepted()));
    ChannelPosition position =
        new ChannelPosition(
            id,
            channel.epoch(),
            channel.accepted(),
            direction(channel, Direction.INITIATOR, offset),
            direction(channel, Direction.RESPONDER, offset));
    return new Snapshot.Live(descriptor, position);
  }

  private ChannelDescriptor.@Nullable KeyEpoch epoch(
      ChannelId id, @Nullable Epoch epoch, int number, long activatedAt) {
    return epoch == null
        ? null
        : new ChannelDescriptor.KeyEpoch(
            number, epoch.policy(), activatedAt, epoch.seal(keys, id, number));
  }

  private ChannelDescriptor.@Nullable Pending pending(ChannelId id, @Nullable PendingOffer offer) {
    if (offer == null) {
      return null;
    }
    Epoch next = offer.next();
    return new ChannelDescriptor.Pending(
        offer.offerId(),
        offer.kind(),
        offer.epoch(),
        offer.offerer(),
        offer.reason(),
        offer.anchor(),
        offer.policy(),
        offer.offeredAt(),
        offer.acceptedBefore(),
        next == null ? null : next.seal(keys, id, offer.epoch()),
        offer.approvals());
  }

  private static ChannelPosition.InDirection direction(
      Channel channel, Direction direction, long offset) {
    boolean overlaps = channel.overlaps(direction, offset);
    return new ChannelPosition.InDirection(
        position(channel, channel.current(), direction),
        position(channel, overlaps ? channel.previous() : null, direction),
        overlaps ? channel.overlap(direction) : 0,
        channel.advisedAt(direction));
  }

  private static ChannelPosition.@Nullable InEpoch position(
      Channel channel, @Nullable Epoch epoch, Direction direction) {
    return epoch == null ? null : channel.view(new Acceptance(), epoch, direction).toData();
  }

  /** The channel that a snapshot is of. */
  Channel channel(Snapshot.Live snapshot) {
    ChannelDescriptor descriptor = snapshot.descriptor();
    ChannelPosition position = snapshot.position();
    ChannelDescriptor.KeyEpoch last = descriptor.current();
    Epoch current = epoch(last);
    Epoch previous = epoch(descriptor.previous());
    Channel channel = new Channel(descriptor.initiator(), descriptor.responder());
    channel.restore(
        descriptor.epoch(),
        last == null ? 0 : last.activatedAt(),
        current,
        previous,
        pending(descriptor.pending()),
        Activations.of(descriptor.rekeys()),
        Activations.of(descriptor.bumps()),
        RememberedKeys.of(descriptor.remembered()));
    for (Direction direction : Direction.values()) {
      ChannelPosition.InDirection in = position.in(direction);
      restore(channel, current, direction, in.current());
      restore(channel, previous, direction, in.previous());
      channel.restore(direction, in.previous() == null ? 0 : in.overlap(), in.advisedAt());
    }
    channel.restore(position.accepted());
    return channel;
  }

  private @Nullable Epoch epoch(ChannelDescriptor.@Nullable KeyEpoch epoch) {
    return epoch == null ? null : Epoch.sealed(policies.share(epoch.policy()), epoch.admission());
  }

  private static void restore(
      Channel channel,
      @Nullable Epoch epoch,
      Direction direction,
      ChannelPosition.@Nullable InEpoch position) {
    if (epoch != null && position != null) {
      channel.view(new Acceptance(), epoch, direction).restore(position);
    }
  }

  private @Nullable PendingOffer pending(ChannelDescriptor.@Nullable Pending offer) {
    if (offer == null) {
      return null;
    }
    Policy policy = policies.share(offer.policy());
    Bytes admission = offer.admission();
    return new PendingOffer(
        offer.offerId(),
        offer.kind(),
        offer.epoch(),
        offer.offerer(),
        offer.reason(),
        offer.anchor(),
        policy,
        offer.offeredAt(),
        offer.acceptedBefore(),
        admission == null ? null : Epoch.sealed(policy, admission),
        offer.approvals());
  }
}
