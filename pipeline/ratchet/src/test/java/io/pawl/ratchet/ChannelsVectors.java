package io.pawl.ratchet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The records and outcomes of {@code channels.json}, to and from the project's own types. */
final class ChannelsVectors {
  /** Codes that are no verdict on a record. */
  static final Set<Refusal> EVENTS_ONLY =
      EnumSet.of(Refusal.OFFER_SUPERSEDED, Refusal.TOO_MANY_OPENS, Refusal.CHECKPOINT_MISSING);

  private ChannelsVectors() {}

  static Partition partition(JsonNode vector) {
    AgreementKey processors = AgreementKey.of(Vectors.secret(vector, "processorX25519Private"));
    return new Partition(
        vector.get("partition").asInt(),
        vector.get("partitions").asInt(),
        GrantKeys.of(List.of(processors)));
  }

  /** A new partition of the same state. */
  static Partition restored(Partition partition, JsonNode vector) {
    Partition copy = partition(vector);
    snapshots(partition).values().forEach(copy::restore);
    return copy;
  }

  static Map<ChannelId, Snapshot> snapshots(Partition partition) {
    Map<ChannelId, Snapshot> snapshots = new TreeMap<>();
    for (ChannelId id : partition.ids().toList()) {
      Snapshot snapshot = partition.snapshot(id);
      if (snapshot != null) {
        snapshots.put(id, snapshot);
      }
    }
    return snapshots;
  }

  static Outcome accept(Partition partition, JsonNode record) {
    LogRecord decoded = record(record);
    return partition.accept(
        record.get("offset").asLong(), Bytes.wrap(decoded.channel().toBytes()), decoded);
  }

  static LogRecord record(JsonNode record) {
    ChannelId channel = ChannelId.fromHex(record.get("channel").asText());
    return switch (record.get("type").asText()) {
      case "Envelope" ->
          new Envelope(
              channel,
              record.get("epoch").asInt(),
              Direction.of(record.get("direction").asInt()),
              Vectors.number(record, "slot"),
              Math.toIntExact(Vectors.number(record, "counter")),
              Vectors.bytes(record, "ciphertext"),
              Vectors.bytes(record, "tag"));
      case "Offer" ->
          new Offer(
              Kind.valueOf(record.get("kind").asText()),
              channel,
              record.get("epoch").asInt(),
              Direction.of(record.get("offerer").asInt()),
              Vectors.bytes(record, "initiator"),
              Vectors.bytes(record, "responder"),
              Vectors.bytes(record, "x25519"),
              Vectors.bytes(record, "mlkemEk"),
              Reason.valueOf(record.get("reason").asText()),
              Vectors.number(record, "anchor"),
              Vectors.policy(record.get("policy")),
              Vectors.bytes(record, "signature"));
      case "Answer" ->
          new Answer(
              channel,
              Vectors.bytes(record, "offerId"),
              Vectors.bytes(record, "x25519"),
              Vectors.bytes(record, "mlkemCt"),
              Vectors.bytes(record, "grant"),
              Vectors.bytes(record, "signature"));
      case "Approval" ->
          new Approval(
              channel,
              Vectors.bytes(record, "offerId"),
              record.get("approver").asInt(),
              Vectors.bytes(record, "signature"));
      case "Close" ->
          new Close(
              channel,
              Direction.of(record.get("closer").asInt()),
              Vectors.bytes(record, "signature"));
      default -> throw new IllegalArgumentException(record.get("type").asText());
    };
  }

  static String code(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted accepted -> "ACCEPTED";
      case Verdict.Refused refused -> refused.refusal().name();
    };
  }

  /** The events of an outcome, written as in the file. */
  static List<String> events(Outcome outcome) {
    return outcome.events().stream()
        .map(event ->
            switch (event) {
              case Event.Activated activated ->
                  "Activated," + activated.epoch() + "," + activated.admitted().toHex();
              case Event.Refused refused -> "Refused," + refused.code();
              case Event.ReestablishRequired required ->
                  "ReestablishRequired,"
                      + required.direction().code()
                      + ","
                      + required.code()
                      + ","
                      + required.advisory();
            })
        .toList();
  }

  static List<String> events(JsonNode record) {
    return Vectors.elements(record.get("events"))
        .map(event -> {
          List<String> parts = new ArrayList<>();
          event.forEach(part -> parts.add(part.asText()));
          return String.join(",", parts);
        })
        .toList();
  }
}
