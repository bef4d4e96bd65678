package io.pawl.stream.codec;

import io.pawl.ratchet.Event;
import io.pawl.ratchet.Event.Activated;
import io.pawl.ratchet.Event.ReestablishRequired;
import io.pawl.ratchet.Event.Refused;
import java.util.List;

/** What the processor tells the peers. */
final class EventTypes {
  static final List<RecordType<? extends Event>> ALL =
      List.of(
          new GeneratedType<>(
              io.pawl.schema.Activated.getClassSchema(),
              io.pawl.schema.Activated.class,
              Activated.class,
              EventTypes::activated,
              EventTypes::activated),
          new GeneratedType<>(
              io.pawl.schema.Refused.getClassSchema(),
              io.pawl.schema.Refused.class,
              Refused.class,
              EventTypes::refused,
              EventTypes::refused),
          new GeneratedType<>(
              io.pawl.schema.ReestablishRequired.getClassSchema(),
              io.pawl.schema.ReestablishRequired.class,
              ReestablishRequired.class,
              EventTypes::required,
              EventTypes::required));

  private EventTypes() {}

  private static Activated activated(io.pawl.schema.Activated read) {
    return new Activated(
        Fields.channel(read.getChannel()),
        read.getEpoch(),
        Fields.kind(read.getKind()),
        Fields.bytes(read.getOfferId()),
        Fields.bytes(read.getAdmitted()),
        read.getLogOffset());
  }

  private static io.pawl.schema.Activated activated(Activated event) {
    return new io.pawl.schema.Activated(
        Fields.channel(event.channel()),
        event.epoch(),
        Fields.kind(event.kind()),
        Fields.digest(event.offerId()),
        Fields.digest(event.admitted()),
        event.logOffset());
  }

  private static Refused refused(io.pawl.schema.Refused read) {
    return new Refused(
        Fields.channel(read.getChannel()),
        Fields.refusal(read.getCode()),
        Fields.kind(read.getKind()),
        read.getEpoch(),
        Fields.bytes(read.getOfferId()),
        read.getLogOffset());
  }

  private static io.pawl.schema.Refused refused(Refused event) {
    return new io.pawl.schema.Refused(
        Fields.channel(event.channel()),
        event.code().name(),
        Fields.kind(event.kind()),
        event.epoch(),
        Fields.digest(event.offerId()),
        event.logOffset());
  }

  private static ReestablishRequired required(io.pawl.schema.ReestablishRequired read) {
    return new ReestablishRequired(
        Fields.channel(read.getChannel()),
        read.getEpoch(),
        Fields.direction(read.getDirection()),
        Fields.refusal(read.getCode()),
        read.getAdvisory(),
        read.getLogOffset());
  }

  private static io.pawl.schema.ReestablishRequired required(ReestablishRequired event) {
    return new io.pawl.schema.ReestablishRequired(
        Fields.channel(event.channel()),
        event.epoch(),
        Fields.direction(event.direction()),
        event.code().name(),
        event.advisory(),
        event.logOffset());
  }
}
