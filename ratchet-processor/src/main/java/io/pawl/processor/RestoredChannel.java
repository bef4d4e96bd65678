package io.pawl.processor;

import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Dormant;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import io.pawl.stream.checkpoint.ToldChannel;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.PatientDecoder;

/** A channel as facts tell of it; what they say is decoded when somebody names the channel. */
final class RestoredChannel extends ToldChannel implements Dormant {
  private final PatientDecoder decoder;

  RestoredChannel(PatientDecoder decoder) {
    this.decoder = decoder;
  }

  /** Whether there is a descriptor, and no position to it. */
  boolean isWithoutPosition() {
    return value(Kind.DESCRIPTOR) != null && value(Kind.POSITION) == null;
  }

  /** Up to which offset of the log all is known of the channel; -1 if nothing is. */
  long known() {
    return Math.max(covered(), endedAt());
  }

  /** The descriptor, of a channel that has one. */
  ChannelDescriptor descriptor() {
    if (fact(Kind.DESCRIPTOR) instanceof Fact.Descriptor(ChannelDescriptor descriptor, long at)) {
      return descriptor;
    }
    throw damaged("is no descriptor");
  }

  @Override
  public Snapshot.Live wake() {
    if (fact(Kind.POSITION) instanceof Fact.Position(ChannelPosition position, long covered)) {
      ChannelDescriptor descriptor = descriptor();
      if (descriptor.epoch() != position.epoch()) {
        throw damaged("has a descriptor and a position of two epochs");
      }
      return new Snapshot.Live(descriptor, position);
    }
    throw damaged("is no position");
  }

  private Fact fact(Kind kind) {
    if (decoder.fact(value(kind)) instanceof Decoded.Value<Fact>(Fact fact)) {
      return fact;
    }
    throw damaged("has a " + kind + " that does not decode");
  }

  private static LaneStopped damaged(String what) {
    return new LaneStopped(StopReason.CHECKPOINTS_DAMAGED, "a checkpoint " + what);
  }
}
