package io.pawl.stream.codec;

import io.pawl.schema.Action;
import io.pawl.schema.Activated;
import io.pawl.schema.Answer;
import io.pawl.schema.Approval;
import io.pawl.schema.ChannelId;
import io.pawl.schema.Close;
import io.pawl.schema.Digest;
import io.pawl.schema.Direction;
import io.pawl.schema.Envelope;
import io.pawl.schema.Key;
import io.pawl.schema.Kind;
import io.pawl.schema.Offer;
import io.pawl.schema.Policy;
import io.pawl.schema.Reason;
import io.pawl.schema.ReestablishRequired;
import io.pawl.schema.Refused;
import io.pawl.schema.Rejection;
import io.pawl.schema.Signature;
import io.pawl.schema.Tag;
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
              Answer.class,
              Approval.class,
              ChannelId.class,
              Close.class,
              Digest.class,
              Direction.class,
              Envelope.class,
              Key.class,
              Kind.class,
              Offer.class,
              Policy.class,
              Reason.class,
              ReestablishRequired.class,
              Refused.class,
              Rejection.class,
              Signature.class,
              Tag.class)
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
