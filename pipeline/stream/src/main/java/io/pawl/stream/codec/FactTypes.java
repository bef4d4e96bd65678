package io.pawl.stream.codec;

import java.util.List;

/** The records of facts. */
final class FactTypes {
  static final RecordType<Fact.Descriptor> DESCRIPTOR =
      new GeneratedType<>(
          io.pawl.schema.ChannelDescriptor.getClassSchema(),
          io.pawl.schema.ChannelDescriptor.class,
          Fact.Descriptor.class,
          Descriptors::descriptor,
          Descriptors::descriptor);

  static final RecordType<Fact.Position> POSITION =
      new GeneratedType<>(
          io.pawl.schema.ChannelPosition.getClassSchema(),
          io.pawl.schema.ChannelPosition.class,
          Fact.Position.class,
          Positions::position,
          Positions::position);

  static final RecordType<Fact.Closed> CLOSED =
      new GeneratedType<>(
          io.pawl.schema.ChannelClosed.getClassSchema(),
          io.pawl.schema.ChannelClosed.class,
          Fact.Closed.class,
          FactTypes::closed,
          FactTypes::closed);

  static final RecordType<Fact.Forgotten> FORGOTTEN =
      new GeneratedType<>(
          io.pawl.schema.ChannelForgotten.getClassSchema(),
          io.pawl.schema.ChannelForgotten.class,
          Fact.Forgotten.class,
          FactTypes::forgotten,
          FactTypes::forgotten);

  static final RecordType<Fact.SchemaSeen> SCHEMA_SEEN =
      new GeneratedType<>(
          io.pawl.schema.SchemaSeen.getClassSchema(),
          io.pawl.schema.SchemaSeen.class,
          Fact.SchemaSeen.class,
          FactTypes::seen,
          FactTypes::seen);

  static final RecordType<Fact.Barrier> BARRIER =
      new GeneratedType<>(
          io.pawl.schema.Barrier.getClassSchema(),
          io.pawl.schema.Barrier.class,
          Fact.Barrier.class,
          FactTypes::barrier,
          FactTypes::barrier);

  static final List<RecordType<? extends Fact>> ALL =
      List.of(DESCRIPTOR, POSITION, CLOSED, FORGOTTEN, SCHEMA_SEEN, BARRIER);

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
