package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelDescriptor.Activation;
import io.pawl.ratchet.ChannelDescriptor.KeyEpoch;
import io.pawl.ratchet.ChannelDescriptor.Pending;
import io.pawl.schema.PendingOffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Channel descriptors to and from Avro's classes. */
final class Descriptors {
  private Descriptors() {}

  static Fact.Descriptor descriptor(io.pawl.schema.ChannelDescriptor read) {
    return new Fact.Descriptor(
        new ChannelDescriptor(
            Fields.channel(read.getChannel()),
            Fields.bytes(read.getInitiator()),
            Fields.bytes(read.getResponder()),
            epoch(read.getCurrent()),
            epoch(read.getPrevious()),
            pending(read.getPending()),
            remembered(read.getRemembered()),
            read(read.getRekeys()),
            read(read.getBumps())),
        read.getCovered());
  }

  static io.pawl.schema.ChannelDescriptor descriptor(Fact.Descriptor fact) {
    ChannelDescriptor descriptor = fact.descriptor();
    return new io.pawl.schema.ChannelDescriptor(
        Fields.channel(descriptor.channel()),
        fact.covered(),
        Fields.key(descriptor.initiator()),
        Fields.key(descriptor.responder()),
        epoch(descriptor.current()),
        epoch(descriptor.previous()),
        pending(descriptor.pending()),
        remembered(descriptor.remembered()),
        written(descriptor.rekeys()),
        written(descriptor.bumps()));
  }

  private static @Nullable KeyEpoch epoch(io.pawl.schema.@Nullable KeyEpoch read) {
    return read == null
        ? null
        : new KeyEpoch(
            read.getNumber(),
            LogTypes.policy(read.getPolicy()),
            read.getActivatedAt(),
            Fields.bytes(read.getAdmission()));
  }

  private static io.pawl.schema.@Nullable KeyEpoch epoch(@Nullable KeyEpoch epoch) {
    return epoch == null
        ? null
        : new io.pawl.schema.KeyEpoch(
            epoch.number(),
            LogTypes.policy(epoch.policy()),
            epoch.activatedAt(),
            Fields.buffer(epoch.admission()));
  }

  private static @Nullable Pending pending(@Nullable PendingOffer read) {
    if (read == null) {
      return null;
    }
    ByteBuffer admission = read.getAdmission();
    return new Pending(
        Fields.bytes(read.getOfferId()),
        Fields.kind(read.getKind()),
        read.getEpoch(),
        Fields.direction(read.getOfferer()),
        Fields.reason(read.getReason()),
        read.getAnchor(),
        LogTypes.policy(read.getPolicy()),
        read.getOfferedAt(),
        read.getAcceptedBefore(),
        admission == null ? null : Fields.bytes(admission),
        read.getApprovals());
  }

  private static @Nullable PendingOffer pending(@Nullable Pending pending) {
    if (pending == null) {
      return null;
    }
    Bytes admission = pending.admission();
    return new PendingOffer(
        Fields.digest(pending.offerId()),
        Fields.kind(pending.kind()),
        pending.epoch(),
        Fields.direction(pending.offerer()),
        Fields.reason(pending.reason()),
        pending.anchor(),
        LogTypes.policy(pending.policy()),
        pending.offeredAt(),
        pending.acceptedBefore(),
        admission == null ? null : Fields.buffer(admission),
        pending.approvals());
  }

  private static List<Long> remembered(ByteBuffer read) {
    if (read.remaining() % Long.BYTES != 0) {
      throw new IllegalArgumentException("a remembered key has 8 bytes");
    }
    List<Long> remembered = new ArrayList<>(read.remaining() / Long.BYTES);
    while (read.hasRemaining()) {
      remembered.add(read.getLong());
    }
    return remembered;
  }

  private static ByteBuffer remembered(List<Long> remembered) {
    ByteBuffer written = ByteBuffer.allocate(remembered.size() * Long.BYTES);
    remembered.forEach(written::putLong);
    return written.flip();
  }

  private static List<Activation> read(List<io.pawl.schema.Activation> read) {
    return read.stream()
        .map(activation -> new Activation(activation.getLogOffset(), activation.getAccepted()))
        .toList();
  }

  private static List<io.pawl.schema.Activation> written(List<Activation> activations) {
    return activations.stream()
        .map(activation ->
            new io.pawl.schema.Activation(activation.logOffset(), activation.accepted()))
        .toList();
  }
}
