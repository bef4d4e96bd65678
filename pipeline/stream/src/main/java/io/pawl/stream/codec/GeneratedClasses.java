package io.pawl.stream.codec;

import io.pawl.schema.Action;
import io.pawl.schema.Activated;
import io.pawl.schema.Activation;
import io.pawl.schema.Answer;
import io.pawl.schema.Approval;
import io.pawl.schema.Barrier;
import io.pawl.schema.ChannelClosed;
import io.pawl.schema.ChannelDescriptor;
import io.pawl.schema.ChannelForgotten;
import io.pawl.schema.ChannelId;
import io.pawl.schema.ChannelPosition;
import io.pawl.schema.Close;
import io.pawl.schema.Digest;
import io.pawl.schema.Direction;
import io.pawl.schema.DirectionPosition;
import io.pawl.schema.Envelope;
import io.pawl.schema.EpochPosition;
import io.pawl.schema.FoldMark;
import io.pawl.schema.Identity;
import io.pawl.schema.Key;
import io.pawl.schema.KeyEpoch;
import io.pawl.schema.Kind;
import io.pawl.schema.Offer;
import io.pawl.schema.PendingOffer;
import io.pawl.schema.Policy;
import io.pawl.schema.Reason;
import io.pawl.schema.ReestablishRequired;
import io.pawl.schema.Refused;
import io.pawl.schema.Rejection;
import io.pawl.schema.SchemaSeen;
import io.pawl.schema.Signature;
import io.pawl.schema.SlotWindow;
import io.pawl.schema.Snapshot;
import io.pawl.schema.Tag;
import io.pawl.schema.TopicId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Avro's model of the generated classes. It names each of them, where Avro would load classes by
 * the names in a schema, and by default refuses to.
 */
final class GeneratedClasses extends SpecificData {
  static final GeneratedClasses MODEL = new GeneratedClasses();

  private static final Map<String, Class<?>> BY_NAME =
      List.<Class<?>>of(
              Action.class,
              Activated.class,
              Activation.class,
              Answer.class,
              Approval.class,
              Barrier.class,
              ChannelClosed.class,
              ChannelDescriptor.class,
              ChannelForgotten.class,
              ChannelId.class,
              ChannelPosition.class,
              Close.class,
              Digest.class,
              Direction.class,
              DirectionPosition.class,
              Envelope.class,
              EpochPosition.class,
              FoldMark.class,
              Identity.class,
              Key.class,
              KeyEpoch.class,
              Kind.class,
              Offer.class,
              PendingOffer.class,
              Policy.class,
              Reason.class,
              ReestablishRequired.class,
              Refused.class,
              Rejection.class,
              SchemaSeen.class,
              Signature.class,
              SlotWindow.class,
              Snapshot.class,
              Tag.class,
              TopicId.class)
          .stream()
          .collect(Collectors.toMap(Class::getName, Function.identity()));

  private GeneratedClasses() {
    // The fast reader allocates arrays by the length that they claim.
    setFastReaderEnabled(false);
  }

  @Override
  public @Nullable Class<?> getClass(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> BY_NAME.get(schema.getFullName());
      default -> super.getClass(schema);
    };
  }
}
