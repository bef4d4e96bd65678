package io.pawl.gateway.http;

import io.pawl.channel.FeedEntry;
import io.pawl.channel.Invited;
import io.pawl.gateway.CarriedRecords;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.codec.Codec;
import tools.jackson.databind.node.ObjectNode;

/** What apps see of records that they keep the keys of. */
final class RecordViews {
  private RecordViews() {}

  static ObjectNode processorsKey(Bytes key) {
    return JsonText.object()
        .put("key", Views.text(key))
        .put("keyId", Views.text(GrantKeys.idOf(key)));
  }

  static ObjectNode of(CarriedRecords.Placed placed) {
    return JsonText.object()
        .put("partition", placed.partition())
        .put("logOffset", placed.logOffset())
        .put("channel", placed.channel().toString());
  }

  static ObjectNode of(Invited invited, Codec codec) {
    return JsonText.object()
        .put("channel", invited.offer().channel().toString())
        .put("peer", Views.text(invited.offer().initiator()))
        .put("logOffset", invited.logOffset())
        .put("record", Views.text(Bytes.wrap(codec.encode(invited.offer()))));
  }

  static ObjectNode of(FeedEntry.Found found) {
    ObjectNode json =
        JsonText.object()
            .put("id", String.valueOf(found.offset()))
            .put("record", Views.text(found.value()));
    // What the processor tells stands in no log.
    return found.logOffset() < 0 ? json : json.put("logOffset", found.logOffset());
  }

  static ObjectNode of(RecordPoll poll) {
    ObjectNode json = JsonText.object();
    json.set("records", Views.list(poll.records(), RecordViews::of));
    return poll.after() < 0 ? json : json.put("after", poll.after());
  }
}
