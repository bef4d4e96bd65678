package io.pawl.load.chaos.check;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The core's records out of Avro's, by the names of the schemas' fields. */
final class Fields {
  private Fields() {}

  /** The record of the log; null if a topic's log carries no such record. */
  static @Nullable LogRecord log(GenericRecord read) {
    return switch (read.getSchema().getFullName()) {
      case "io.pawl.schema.Envelope" ->
          new Envelope(
              channel(read),
              (int) read.get("epoch"),
              direction(read, "direction"),
              (long) read.get("slot"),
              (int) read.get("counter"),
              bytes(read, "ciphertext"),
              bytes(read, "tag"));
      case "io.pawl.schema.Offer" ->
          new Offer(
              Kind.valueOf(text(read, "kind")),
              channel(read),
              (int) read.get("epoch"),
              direction(read, "offerer"),
              bytes(read, "initiator"),
              bytes(read, "responder"),
              bytes(read, "x25519"),
              bytes(read, "mlkem"),
              Reason.valueOf(text(read, "reason")),
              (long) read.get("anchor"),
              policy((GenericRecord) read.get("policy")),
              bytes(read, "signature"));
      case "io.pawl.schema.Answer" ->
          new Answer(
              channel(read),
              bytes(read, "offerId"),
              bytes(read, "x25519"),
              bytes(read, "mlkem"),
              bytes(read, "grant"),
              bytes(read, "signature"));
      case "io.pawl.schema.Approval" ->
          new Approval(
              channel(read),
              bytes(read, "offerId"),
              (int) read.get("approver"),
              bytes(read, "signature"));
      case "io.pawl.schema.Close" ->
          new Close(channel(read), direction(read, "closer"), bytes(read, "signature"));
      default -> null;
    };
  }

  /** The event; null if the record is none. */
  static @Nullable Event event(GenericRecord read) {
    return switch (read.getSchema().getFullName()) {
      case "io.pawl.schema.Activated" ->
          new Event.Activated(
              channel(read),
              (int) read.get("epoch"),
              Kind.valueOf(text(read, "kind")),
              bytes(read, "offerId"),
              bytes(read, "admitted"),
              (long) read.get("logOffset"));
      case "io.pawl.schema.Refused" ->
          new Event.Refused(
              channel(read),
              Refusal.valueOf(text(read, "code")),
              Kind.valueOf(text(read, "kind")),
              (int) read.get("epoch"),
              bytes(read, "offerId"),
              (long) read.get("logOffset"));
      case "io.pawl.schema.ReestablishRequired" ->
          new Event.ReestablishRequired(
              channel(read),
              (int) read.get("epoch"),
              direction(read, "direction"),
              Refusal.valueOf(text(read, "code")),
              (boolean) read.get("advisory"),
              (long) read.get("logOffset"));
      default -> null;
    };
  }

  /** What became of the record at the offset that a Rejection names. */
  static Fate.Rejected rejected(GenericRecord read) {
    return new Fate.Rejected(
        Refusal.valueOf(text(read, "code")),
        Action.valueOf(text(read, "action")),
        read.get("channel") == null ? null : channel(read),
        (int) read.get("size"));
  }

  private static Policy policy(GenericRecord read) {
    List<Bytes> approvers = new ArrayList<>();
    for (Object key : (Iterable<?>) read.get("approvers")) {
      approvers.add(Bytes.wrap(((GenericFixed) key).bytes()));
    }
    return new Policy(
        (int) read.get("slotMessages"),
        (int) read.get("overlap"),
        (int) read.get("window"),
        (int) read.get("cellBytes"),
        (int) read.get("slotLookahead"),
        (int) read.get("rekeyBurst"),
        (int) read.get("idleBumps"),
        (int) read.get("approvalsNeeded"),
        (int) read.get("approvalKinds"),
        approvers);
  }

  static ChannelId channel(GenericRecord read) {
    return ChannelId.read(bytes(read, "channel").toArray(), 0);
  }

  private static Direction direction(GenericRecord read, String field) {
    return Direction.valueOf(text(read, field));
  }

  private static String text(GenericRecord read, String field) {
    return Objects.requireNonNull(read.get(field)).toString();
  }

  private static Bytes bytes(GenericRecord read, String field) {
    if (read.get(field) instanceof GenericFixed fixed) {
      return Bytes.wrap(fixed.bytes());
    }
    ByteBuffer buffer = (ByteBuffer) read.get(field);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return Bytes.wrap(bytes);
  }
}
