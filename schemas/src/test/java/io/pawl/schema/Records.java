package io.pawl.schema;

import java.util.List;
import org.apache.avro.Schema;

/** The schemas that stand in registries: those of whole values. */
final class Records {
  static final List<Schema> ALL =
      List.of(
          Envelope.getClassSchema(),
          Offer.getClassSchema(),
          Answer.getClassSchema(),
          Approval.getClassSchema(),
          Close.getClassSchema(),
          Activated.getClassSchema(),
          Refused.getClassSchema(),
          ReestablishRequired.getClassSchema(),
          Rejection.getClassSchema(),
          ChannelDescriptor.getClassSchema(),
          ChannelPosition.getClassSchema(),
          ChannelClosed.getClassSchema(),
          ChannelForgotten.getClassSchema(),
          SchemaSeen.getClassSchema(),
          Barrier.getClassSchema(),
          CheckpointPage.getClassSchema(),
          FoldMark.getClassSchema(),
          Snapshot.getClassSchema(),
          Identity.getClassSchema());

  private Records() {}
}
