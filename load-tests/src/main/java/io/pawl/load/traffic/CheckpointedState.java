package io.pawl.load.traffic;

import io.pawl.checkpoint.FoldedState;
import io.pawl.compose.CommandFailure;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what is in the topics when a processor of many channels stopped long ago: a few channels
 * that were opened in the log, and many that were drawn.
 */
public final class CheckpointedState implements AutoCloseable {
  private final Map<String, Object> client;
  private final Topics topics;
  private final LogIdentity log;
  private final Codec codec;
  private final GrantKeys keys;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong records = new AtomicLong();

  /**
   * Writes to {@code topics}.
   *
   * @param client what every Kafka client needs to connect
   * @param keys the processors' own
   */
  public CheckpointedState(
      Map<String, Object> client, Topics topics, LogIdentity log, Codec codec, GrantKeys keys) {
    this.client = client;
    this.topics = topics;
    this.log = log;
    this.codec = codec;
    this.keys = keys;
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Writes a partition's checkpoints.
   *
   * @param opened records that stand in the log, from its start: those that opened channels
   * @param drawn channels besides
   * @return the offset after the openings, which is to be committed
   */
  public long write(int partition, List<? extends LogRecord> opened, Stream<Snapshot.Live> drawn) {
    FoldedState state = new FoldedState(codec, log);
    Partition reduction = new Partition(partition, log.partitions(), keys);
    Set<ChannelId> channels = new LinkedHashSet<>();
    long next = 0;
    for (LogRecord record : opened) {
      var _ = reduction.accept(next, Bytes.wrap(record.channel().toBytes()), record);
      channels.add(record.channel());
      state.fold(new Fact.SchemaSeen(Codec.schemaId(codec.encode(record)), next));
      next++;
    }
    state.fold(new Fact.SchemaSeen(EnvelopeSchema.id(codec), 0));
    long covered = next - 1;
    for (ChannelId channel : channels) {
      if (reduction.snapshot(channel) instanceof Snapshot.Live live) {
        fold(state, live, covered);
      }
    }
    drawn.forEach(live -> fold(state, live, covered));
    state.page();
    state.fold(new Fact.Barrier(next, log));
    state.write(0, (key, value) -> send(partition, key, value));
    producer.flush();
    return next;
  }

  private static void fold(FoldedState state, Snapshot.Live live, long covered) {
    state.fold(new Fact.Descriptor(live.descriptor(), covered));
    state.fold(new Fact.Position(live.position(), covered));
  }

  private void send(int partition, byte[] key, byte[] value) {
    bytes.addAndGet(key.length + value.length);
    records.incrementAndGet();
    var _ = producer.send(new ProducerRecord<>(topics.checkpoints(), partition, key, value));
  }

  /** Commits offsets of the log in the name of the processors' group. */
  public void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets)
      throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
      admin.alterConsumerGroupOffsets(group, offsets).all().get();
    } catch (ExecutionException e) {
      throw new CommandFailure("the offsets cannot be committed: " + e.getMessage(), e);
    }
  }

  /** Bytes of keys and values written. */
  public long bytes() {
    return bytes.get();
  }

  /** Records written. */
  public long records() {
    return records.get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
