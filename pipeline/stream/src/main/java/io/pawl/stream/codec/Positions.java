package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.ChannelPosition.InDirection;
import io.pawl.ratchet.ChannelPosition.InEpoch;
import io.pawl.ratchet.ChannelPosition.InSlot;
import io.pawl.schema.DirectionPosition;
import io.pawl.schema.EpochPosition;
import io.pawl.schema.SlotWindow;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Channel positions to and from Avro's classes. */
final class Positions {
  private Positions() {}

  static Fact.Position position(io.pawl.schema.ChannelPosition read) {
    return new Fact.Position(
        new ChannelPosition(
            Fields.channel(read.getChannel()),
            read.getEpoch(),
            read.getAccepted(),
            direction(read.getInitiator()),
            direction(read.getResponder())),
        read.getCovered());
  }

  static io.pawl.schema.ChannelPosition position(Fact.Position fact) {
    ChannelPosition position = fact.position();
    return new io.pawl.schema.ChannelPosition(
        Fields.channel(position.channel()),
        fact.covered(),
        position.epoch(),
        position.accepted(),
        direction(position.initiator()),
        direction(position.responder()));
  }

  private static InDirection direction(DirectionPosition read) {
    return new InDirection(
        epoch(read.getCurrent()),
        epoch(read.getPrevious()),
        read.getOverlap(),
        read.getAdvisedAt());
  }

  private static DirectionPosition direction(InDirection direction) {
    return new DirectionPosition(
        epoch(direction.current()),
        epoch(direction.previous()),
        direction.overlap(),
        direction.advisedAt());
  }

  private static @Nullable InEpoch epoch(@Nullable EpochPosition read) {
    if (read == null) {
      return null;
    }
    SlotWindow previous = read.getPrevious();
    return new InEpoch(
        slot(read.getWindow(), read.getCurrent()),
        previous == null ? null : slot(read.getWindow(), previous),
        read.getOverlap(),
        read.getDiverged());
  }

  private static @Nullable EpochPosition epoch(@Nullable InEpoch epoch) {
    if (epoch == null) {
      return null;
    }
    Bytes seen = epoch.current().seen();
    InSlot previous = epoch.previous();
    if (previous != null && previous.seen().length() != seen.length()) {
      throw new IllegalArgumentException("windows of one epoch have one size");
    }
    return new EpochPosition(
        seen.length() * Byte.SIZE,
        slot(epoch.current()),
        previous == null ? null : slot(previous),
        epoch.overlap(),
        epoch.diverged());
  }

  private static InSlot slot(int window, SlotWindow read) {
    return WindowBits.window(
        window, read.getSlot(), read.getTop(), Fields.bytes(read.getMissing()));
  }

  private static SlotWindow slot(InSlot slot) {
    return new SlotWindow(slot.slot(), slot.top(), ByteBuffer.wrap(WindowBits.missing(slot)));
  }
}
