package io.pawl.load.processor;

import io.pawl.compose.CommandFailure;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.codec.Codec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes what peers write, as fast as it goes. */
final class LogLoader implements AutoCloseable {
  /** The length of a payload, in front of it. */
  private static final int LENGTH_PREFIX = 4;

  private final String topic;
  private final Load load;
  private final Codec codec;
  private final List<List<Peers>> channels;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  LogLoader(
      Map<String, Object> client,
      String topic,
      Load load,
      Codec codec,
      List<List<Peers>> channels) {
    this.topic = topic;
    this.load = load;
    this.codec = codec;
    this.channels = channels;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("batch.size", 256 << 10);
    settings.put("linger.ms", 5);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Opens the channels. */
  void open() {
    for (int partition = 0; partition < load.partitions(); partition++) {
      for (Peers peers : channels.get(partition)) {
        for (LogRecord record : peers.opening()) {
          send(partition, peers, record);
        }
      }
    }
    producer.flush();
  }

  /** Writes the envelopes: the partitions in turn, and in each its channels at random. */
  void fill() {
    SplittableRandom random = new SplittableRandom(3);
    byte[] payload = new byte[load.cellBytes() - LENGTH_PREFIX];
    for (long i = 0; i < load.envelopesPerPartition(); i++) {
      for (int partition = 0; partition < load.partitions(); partition++) {
        List<Peers> here = channels.get(partition);
        Peers peers = here.get(random.nextInt(here.size()));
        send(partition, peers, peers.seal(payload));
      }
    }
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new CommandFailure("the log cannot be written: " + failed.getMessage(), failed);
    }
  }

  private void send(int partition, Peers peers, LogRecord record) {
    var _ =
        producer.send(
            new ProducerRecord<>(topic, partition, peers.channel().toBytes(), codec.encode(record)),
            (_, failed) -> {
              if (failed != null) {
                failure.compareAndSet(null, failed);
              }
            });
  }

  @Override
  public void close() {
    producer.close();
  }
}
