package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/** Turns channels into data and back. */
final class Snapshots {
  private final GrantKeys keys;

  Snapshots(GrantKeys keys) {
    this.keys = keys;
  }

  /** The normal form of a channel at {@code offset}: what can matter no more is left out. */
  Snapshot of(Channel channel, long offset) {
    ChannelDescriptor descriptor =
        new ChannelDescriptor(
            channel.id(),
            channel.identity(Direction.INITIATOR),
            channel.identity(Direction.RESPONDER),
            of(channel.id(), channel.current()),
            of(channel.id(), channel.previous()),
            of(channel.id(), channel.pending()),
            channel.remembered().toList(),
            channel.rekeys().toList(Limits.MAX_SLOT_MESSAGES, offset, channel.accepted()),
            channel.bumps().toList(1, offset, channel.accepted()));
    ChannelPosition position =
        new ChannelPosition(
            channel.id(),
            channel.epoch(),
            channel.accepted(),
            of(channel, Direction.INITIATOR, offset),
            of(channel, Direction.RESPONDER, offset));
    return new Snapshot.Live(descriptor, position);
  }

  private ChannelDescriptor.@Nullable KeyEpoch of(ChannelId id, @Nullable Epoch epoch) {
    return epoch == null
        ? null
        : new ChannelDescriptor.KeyEpoch(
            epoch.number(),
            epoch.policy(),
            epoch.activatedAt(),
            epoch.admission().seal(keys, id, epoch.number()));
  }

  private ChannelDescriptor.@Nullable Pending of(ChannelId id, @Nullable PendingOffer offer) {
    if (offer == null) {
      return null;
    }
    AdmissionKeys admission = offer.admission();
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
        admission == null ? null : admission.seal(keys, id, offer.epoch()),
        offer.approvals());
  }

  private static ChannelPosition.InDirection of(Channel channel, Direction direction, long offset) {
    boolean overlaps = channel.overlaps(direction, offset);
    Epoch current = channel.current();
    Epoch previous = overlaps ? channel.previous() : null;
    return new ChannelPosition.InDirection(
        current == null ? null : current.view(new Acceptance(), direction).toData(),
        previous == null ? null : previous.view(new Acceptance(), direction).toData(),
        overlaps ? channel.overlap(direction) : 0,
        channel.advisedAt(direction));
  }

  /** The channel that a snapshot is of. */
  static Channel channel(Snapshot.Live snapshot) {
    ChannelDescriptor descriptor = snapshot.descriptor();
    ChannelPosition position = snapshot.position();
    Channel channel =
        new Channel(
            descriptor.channel(),
            descriptor.initiator(),
            descriptor.responder(),
            RememberedKeys.of(descriptor.remembered()),
            Activations.of(descriptor.rekeys()),
            Activations.of(descriptor.bumps()));
    Epoch current = epoch(descriptor.current());
    Epoch previous = epoch(descriptor.previous());
    for (Direction direction : Direction.values()) {
      ChannelPosition.InDirection in = position.in(direction);
      restore(current, direction, in.current());
      restore(previous, direction, in.previous());
      channel.restore(direction, in.previous() == null ? 0 : in.overlap(), in.advisedAt());
    }
    channel.restore(current, previous, pending(descriptor.pending()));
    channel.restore(position.accepted());
    return channel;
  }

  private static @Nullable Epoch epoch(ChannelDescriptor.@Nullable KeyEpoch epoch) {
    return epoch == null
        ? null
        : new Epoch(
            epoch.number(),
            epoch.policy(),
            epoch.activatedAt(),
            AdmissionKeys.sealed(epoch.admission()));
  }

  private static void restore(
      @Nullable Epoch epoch, Direction direction, ChannelPosition.@Nullable InEpoch position) {
    if (epoch != null && position != null) {
      epoch.view(new Acceptance(), direction).restore(position);
    }
  }

  private static @Nullable PendingOffer pending(ChannelDescriptor.@Nullable Pending offer) {
    if (offer == null) {
      return null;
    }
    Bytes admission = offer.admission();
    return new PendingOffer(
        offer.offerId(),
        offer.kind(),
        offer.epoch(),
        offer.offerer(),
        offer.reason(),
        offer.anchor(),
        offer.policy(),
        offer.offeredAt(),
        offer.acceptedBefore(),
        admission == null ? null : AdmissionKeys.sealed(admission),
        offer.approvals());
  }
}
