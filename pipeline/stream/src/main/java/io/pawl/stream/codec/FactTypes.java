package io.pawl.stream.codec;

import java.util.List;

/** The records of facts. */
final class FactTypes {
  static final List<RecordType<? extends Fact>> ALL =
      List.of(
          new GeneratedType<>(
              io.pawl.schema.ChannelDescriptor.getClassSchema(),
              io.pawl.schema.ChannelDescriptor.class,
              Fact.Descriptor.class,
              Descriptors::descriptor,
              Descriptors::descriptor),
          new GeneratedType<>(
              io.pawl.schema.ChannelPosition.getClassSchema(),
              io.pawl.schema.ChannelPosition.class,
              Fact.Position.class,
              Positions::position,
              Positions::position),
          new GeneratedType<>(
              io.pawl.schema.ChannelClosed.getClassSchema(),
              io.pawl.schema.ChannelClosed.class,
              Fact.Closed.class,
              FactTypes::closed,
              FactTypes::closed),
          new GeneratedType<>(
              io.pawl.schema.ChannelForgotten.getClassSchema(),
              io.pawl.schema.ChannelForgotten.class,
              Fact.Forgotten.class,
              FactTypes::forgotten,
              FactTypes::forgotten),
          new GeneratedType<>(
              io.pawl.schema.SchemaSeen.getClassSchema(),
              io.pawl.schema.SchemaSeen.class,
              Fact.SchemaSeen.class,
              FactTypes::seen,
              FactTypes::seen),
          new GeneratedType<>(
              io.pawl.schema.Barrier.getClassSchema(),
              io.pawl.schema.Barrier.class,
              Fact.Barrier.class,
              FactTypes::barrier,
              FactTypes::barrier));

  private FactTypes() {}

  private static Fact.Closed closed(io.pawl.schema.ChannelClosed read) {
    return new Fact.Closed(Fields.channel(read.getChannel()), read.getClosedAt());
  }

  private static io.pawl.schema.ChannelClosed closed(Fact.Closed closed) {
    return new io.pawl.schema.ChannelClosed(Fields.channel(closed.channel()), closed.closedAt());
  }

  private static Fact.Forgotten forgotten(io.pawl.schema.ChannelForgotten read) {
    return new Fact.Forgotten(Fields.channel(read.getChannel()), read.getForgottenAt());
  }

  private static io.pawl.schema.ChannelForgotten forgotten(Fact.Forgotten forgotten) {
    return new io.pawl.schema.ChannelForgotten(
        Fields.channel(forgotten.channel()), forgotten.forgottenAt());
  }

  private static Fact.SchemaSeen seen(io.pawl.schema.SchemaSeen read) {
    return new Fact.SchemaSeen(read.getSchemaId(), read.getLogOffset());
  }

  private static io.pawl.schema.SchemaSeen seen(Fact.SchemaSeen seen) {
    return new io.pawl.schema.SchemaSeen(seen.schemaId(), seen.logOffset());
  }

  private static Fact.Barrier barrier(io.pawl.schema.Barrier read) {
    return new Fact.Barrier(
        read.getLogOffset(),
        new LogIdentity(Fields.topic(read.getLogTopic()), read.getPartitions()));
  }

  private static io.pawl.schema.Barrier barrier(Fact.Barrier barrier) {
    return new io.pawl.schema.Barrier(
        barrier.logOffset(), Fields.topic(barrier.log().topicId()), barrier.log().partitions());
  }
}
