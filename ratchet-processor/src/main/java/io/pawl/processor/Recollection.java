package io.pawl.processor;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.PatientDecoder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest that checkpoints and facts tell of one partition. */
final class Recollection {
  private final PatientDecoder decoder;
  private final Map<ChannelId, RestoredChannel> channels = new HashMap<>();

  /** By schema id: the first record of the log that was decoded with it. */
  private final Map<Integer, Long> schemas = new HashMap<>();

  private Fact.@Nullable Barrier barrier;

  Recollection(PatientDecoder decoder) {
    this.decoder = decoder;
  }

  /** Takes what a fact tells, in any order. */
  void tell(FactHead head, byte[] value) {
    switch (head) {
      case FactHead.Descriptor(ChannelId channel, long covered, boolean opening) ->
          tell(channel, head, value);
      case FactHead.Position(ChannelId channel, long covered) -> tell(channel, head, value);
      case FactHead.Other(Fact.Closed closed) -> tell(closed.channel(), head, value);
      case FactHead.Other(Fact.Forgotten forgotten) -> tell(forgotten.channel(), head, value);
      case FactHead.Other(Fact.SchemaSeen(int schemaId, long logOffset)) ->
          schemas.merge(schemaId, logOffset, Math::min);
      case FactHead.Other(Fact.Barrier next) -> {
        if (barrier == null || barrier.logOffset() <= next.logOffset()) {
          barrier = next;
        }
      }
      case FactHead.Other other -> throw new IllegalArgumentException("no fact: " + other);
    }
  }

  private void tell(ChannelId id, FactHead head, byte[] value) {
    RestoredChannel channel = channels.get(id);
    if (channel == null) {
      channel = new RestoredChannel(decoder);
      channels.put(id, channel);
    }
    channel.tell(head, value);
  }

  Map<ChannelId, RestoredChannel> channels() {
    return channels;
  }

  Map<Integer, Long> schemas() {
    return schemas;
  }

  /** Where a replay begins; null if nothing tells. */
  Fact.@Nullable Barrier barrier() {
    return barrier;
  }

  boolean isEmpty() {
    return channels.isEmpty() && schemas.isEmpty() && barrier == null;
  }
}
