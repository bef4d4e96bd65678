package io.pawl.stream.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands on the topic of rejected records. */
final class RejectionType {
  static final List<RecordType<? extends Rejection>> ALL =
      List.of(
          new GeneratedType<>(
              io.pawl.schema.Rejection.getClassSchema(),
              io.pawl.schema.Rejection.class,
              Rejection.class,
              RejectionType::rejection,
              RejectionType::rejection));

  private RejectionType() {}

  private static Rejection rejection(io.pawl.schema.Rejection read) {
    io.pawl.schema.@Nullable ChannelId channel = read.getChannel();
    io.pawl.schema.@Nullable Direction direction = read.getDirection();
    return new Rejection(
        channel == null ? null : Fields.channel(channel),
        read.getCode().toString(),
        Fields.action(read.getAction()),
        read.getEpoch(),
        direction == null ? null : Fields.direction(direction),
        read.getSlot(),
        read.getCounter(),
        read.getSize(),
        read.getLogOffset());
  }

  private static io.pawl.schema.Rejection rejection(Rejection rejection) {
    var channel = rejection.channel();
    var direction = rejection.direction();
    return new io.pawl.schema.Rejection(
        channel == null ? null : Fields.channel(channel),
        rejection.code(),
        Fields.action(rejection.action()),
        rejection.epoch(),
        direction == null ? null : Fields.direction(direction),
        rejection.slot(),
        rejection.counter(),
        rejection.size(),
        rejection.logOffset());
  }
}
