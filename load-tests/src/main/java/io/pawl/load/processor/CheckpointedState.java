package io.pawl.load.processor;

import io.pawl.checkpoint.FoldedState;
import io.pawl.compose.CommandFailure;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.DrawnChannels;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
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
final class CheckpointedState implements AutoCloseable {
  private final Run run;
  private final LogIdentity log;
  private final Codec codec;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong records = new AtomicLong();

  CheckpointedState(Run run, LogIdentity log) {
    this.run = run;
    this.log = log;
    this.codec = run.codec();
    this.producer =
        new KafkaProducer<>(run.client(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Writes a partition's checkpoints.
   *
   * @param opened channels whose openings stand in the log, from its start
   * @param drawn channels besides
   * @return the offset after the openings, which is to be committed
   */
  long write(int partition, List<Peers> opened, int drawn) {
    FoldedState state = new FoldedState(codec, log);
    Partition reduction = new Partition(partition, log.partitions(), Peers.grantKeys());
    long next = 0;
    for (Peers peers : opened) {
      for (LogRecord record : peers.opening()) {
        Bytes key = Bytes.wrap(peers.channel().toBytes());
        var _ = reduction.accept(next, key, record);
        state.fold(new Fact.SchemaSeen(Codec.schemaId(codec.encode(record)), next));
        next++;
      }
    }
    state.fold(new Fact.SchemaSeen(run.envelopeSchema(), 0));
    for (Peers peers : opened) {
      if (reduction.snapshot(peers.channel()) instanceof Snapshot.Live live) {
        fold(state, live, next - 1);
      }
    }
    DrawnChannels channels =
        new DrawnChannels(partition, Peers.grantKeys(), Peers.processorsKey().publicKey());
    for (int i = 0; i < drawn; i++) {
      fold(state, channels.next(partition, log.partitions()), next - 1);
    }
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
    var _ = producer.send(new ProducerRecord<>(run.topics().checkpoints(), partition, key, value));
  }

  /** Commits an offset of the log in the processor's name. */
  void commit(Map<TopicPartition, OffsetAndMetadata> offsets) throws InterruptedException {
    try (Admin admin = Admin.create(run.client())) {
      admin.alterConsumerGroupOffsets(run.group(), offsets).all().get();
    } catch (ExecutionException e) {
      throw new CommandFailure("the offsets cannot be committed: " + e.getMessage(), e);
    }
  }

  /** Bytes of keys and values written. */
  long bytes() {
    return bytes.get();
  }

  /** Records written. */
  long records() {
    return records.get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
