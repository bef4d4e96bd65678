package io.pawl.checkpoint.repair;

import io.pawl.stream.PartitionReader;
import io.pawl.stream.checkpoint.CheckpointReading;
import io.pawl.stream.checkpoint.LiveEntries;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The log's offset before which checkpoints and facts know that records were judged. */
final class ToldUntil {
  private final PatientDecoder decoder;
  private long next;

  private ToldUntil(PatientDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * Reads both.
   *
   * @param reader of what is committed
   * @return empty if nothing is told; 0 if only that a lane was at work
   * @throws io.pawl.stream.LaneStopped if the checkpoints do not hold
   */
  static OptionalLong read(
      PartitionReader reader,
      TopicPartition checkpoints,
      TopicPartition facts,
      LogIdentity log,
      Codec codec) {
    ToldUntil told = new ToldUntil(new PatientDecoder(codec, RepairSettings.PATIENCE));
    LiveEntries entries = new CheckpointReading(reader, checkpoints, codec, log, () -> {}).read();
    var mark = entries.mark();
    entries.drain(told.decoder, (head, value, single) -> told.take(head));
    long from = Math.max(reader.beginning(facts), mark == null ? 0 : mark.factsOffset());
    long end = reader.end(facts);
    reader.read(facts, from, end, chunk -> chunk.forEach(told::take));
    // Facts that are folded, or gone, were told all the same.
    return end == 0 && told.next == 0 ? OptionalLong.empty() : OptionalLong.of(told.next);
  }

  private void take(ConsumerRecord<byte[], byte[]> fact) {
    if (decoder.head(fact.value()) instanceof Decoded.Value<FactHead>(FactHead head)) {
      take(head);
    }
  }

  private void take(FactHead head) {
    next = Math.max(next, next(head));
  }

  private static long next(FactHead head) {
    return switch (head) {
      case FactHead.Descriptor descriptor -> descriptor.covered() + 1;
      case FactHead.Position position -> position.covered() + 1;
      case FactHead.Other(Fact.Closed closed) -> closed.closedAt() + 1;
      case FactHead.Other(Fact.Forgotten forgotten) -> forgotten.forgottenAt() + 1;
      case FactHead.Other(Fact.SchemaSeen seen) -> seen.logOffset() + 1;
      case FactHead.Other(Fact.Barrier barrier) -> barrier.logOffset();
      case FactHead.Other other -> throw new IllegalArgumentException("has a head: " + other);
    };
  }
}
