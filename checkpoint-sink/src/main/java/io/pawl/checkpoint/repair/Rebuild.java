package io.pawl.checkpoint.repair;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.ClusterView;
import io.pawl.stream.Lanes;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TransactionalSink;
import io.pawl.stream.checkpoint.EntrySum;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.PatientDecoder;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Lets a partition's state be made anew, where checkpoints or facts do not hold: takes all entries
 * of its checkpoints away, and says by a fold mark from which fact on they are to be folded. From
 * the end, the next lane replays the whole log and tells all of it; from the beginning, the sink
 * folds all facts. Other partitions are left alone.
 */
public final class Rebuild implements AutoCloseable {
  private static final CheckpointKey MARK =
      new CheckpointKey(CheckpointKey.Kind.FOLD_MARK, null, 0);

  /** What a state is rebuilt from. */
  public enum Source {
    /** The whole log. It is what everything else follows from. */
    LOG,
    /** All facts, where the log's beginning is gone. */
    FACTS
  }

  /**
   * What is to be done.
   *
   * @param partition of the log
   * @param source what the state is rebuilt from
   * @param records of it, which are read again
   * @param entries of the checkpoints that go
   */
  public record Plan(int partition, Source source, long records, long entries) {}

  private final RepairSettings settings;
  private final PatientDecoder decoder;
  private final PartitionReader reader;

  /** Opens a client; it joins no group. */
  public Rebuild(RepairSettings settings) {
    this.settings = settings;
    this.decoder = new PatientDecoder(settings.codec(), RepairSettings.PATIENCE);
    this.reader =
        PartitionReader.connect(
            settings.client(), IsolationLevel.READ_COMMITTED, RepairSettings.UNDECIDED);
  }

  /**
   * Looks what can be done, and changes nothing.
   *
   * @param wanted what to rebuild from; null for the log if it is all there, else the facts
   * @throws RepairFailure if that is not all there
   * @throws io.pawl.stream.BrokerUnavailable if a broker does not answer
   */
  public Plan plan(int partition, @Nullable Source wanted) {
    Map<Bytes, byte[]> entries = entries(partition);
    TopicPartition log = new TopicPartition(settings.topics().log(), partition);
    TopicPartition facts = new TopicPartition(settings.topics().facts(), partition);
    String noLog = notWhole(log);
    if (wanted != Source.FACTS && noLog == null) {
      return new Plan(partition, Source.LOG, reader.end(log), entries.size());
    }
    String noFacts = notWhole(facts);
    if (noFacts == null && folded(entries) > reader.end(facts)) {
      noFacts = facts + " was made anew";
    }
    if (wanted != Source.LOG && noFacts == null) {
      return new Plan(partition, Source.FACTS, reader.end(facts), entries.size());
    }
    throw new RepairFailure(
        "partition %d cannot be rebuilt from %s"
            .formatted(
                partition,
                switch (wanted) {
                  case null -> "log or facts: " + noLog + ", and " + noFacts;
                  case LOG -> "the log: " + noLog;
                  case FACTS -> "the facts: " + noFacts;
                }));
  }

  private @Nullable String notWhole(TopicPartition partition) {
    long beginning = reader.beginning(partition);
    return beginning == 0 ? null : partition + " begins at " + beginning;
  }

  /** What the last fold mark says of the facts; 0 if there is none that tells. */
  private long folded(Map<Bytes, byte[]> entries) {
    byte[] mark = entries.get(Bytes.wrap(MARK.toBytes()));
    return mark != null
            && decoder.checkpoint(mark)
                instanceof Decoded.Value<Checkpoint>(Checkpoint.FoldMark known)
        ? known.factsOffset()
        : 0;
  }

  /** All that stands in the checkpoints, whoever wrote it. */
  private Map<Bytes, byte[]> entries(int partition) {
    TopicPartition checkpoints = new TopicPartition(settings.topics().checkpoints(), partition);
    Map<Bytes, byte[]> entries = new HashMap<>();
    reader.read(
        checkpoints,
        reader.beginning(checkpoints),
        reader.end(checkpoints),
        chunk -> chunk.forEach(record -> take(record, entries)));
    return entries;
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, Map<Bytes, byte[]> entries) {
    Bytes key = Bytes.wrap(record.key());
    byte @Nullable [] value = record.value();
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  /**
   * Does it, in one transaction under the sink's transactional id.
   *
   * @throws RepairFailure if a processor or sink runs
   * @throws io.pawl.stream.SinkFailure if brokers refuse; nothing has changed then
   */
  public void execute(Plan plan) {
    requireStopped();
    fenceProcessor(plan.partition());
    TopicPartition facts = new TopicPartition(settings.topics().facts(), plan.partition());
    String id =
        Lanes.transactionalId(settings.sinks(), settings.topics().facts(), plan.partition());
    try (TransactionalSink sink =
        TransactionalSink.connect(settings.client(), id, RepairSettings.PATIENCE)) {
      sink.initialise();
      long from =
          switch (plan.source()) {
            case LOG -> reader.end(facts);
            case FACTS -> 0;
          };
      for (Bytes key : entries(plan.partition()).keySet()) {
        sink.send(record(plan.partition(), key.toArray(), null));
      }
      var mark = new Checkpoint.FoldMark(from, 0, new EntrySum().sum(), settings.log());
      sink.send(record(plan.partition(), MARK.toBytes(), settings.codec().encodeCheckpoint(mark)));
      sink.commit(Map.of(facts, new OffsetAndMetadata(from)), settings.sinks());
    }
  }

  /** A lane that runs would go on telling what is out of date since the end of the facts. */
  private void requireStopped() {
    try (ClusterView cluster = ClusterView.connect(settings.client(), RepairSettings.PATIENCE)) {
      requireStopped(cluster, settings.processors(), "processors");
      requireStopped(cluster, settings.sinks(), "sinks");
    }
  }

  private static void requireStopped(ClusterView cluster, String group, String what) {
    int members = cluster.members(group);
    if (members > 0) {
      throw new RepairFailure(
          "group %s has %d members: stop all %s first".formatted(group, members, what));
    }
  }

  /** Ends what one that was killed has left open, so that the facts have an end. */
  private void fenceProcessor(int partition) {
    String id = Lanes.transactionalId(settings.processors(), settings.topics().log(), partition);
    try (TransactionalSink lane =
        TransactionalSink.connect(settings.client(), id, RepairSettings.PATIENCE)) {
      lane.initialise();
    }
  }

  private ProducerRecord<byte[], byte[]> record(
      int partition, byte[] key, byte @Nullable [] value) {
    return new ProducerRecord<>(settings.topics().checkpoints(), partition, key, value);
  }

  @Override
  public void close() {
    reader.close();
  }
}
