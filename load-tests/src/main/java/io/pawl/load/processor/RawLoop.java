package io.pawl.load.processor;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Codec;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The contender that is nothing but kafka-clients: one thread that polls, checks, sends on, and
 * commits a transaction every 100 ms. What does not pass its check ends it: in this log all does.
 */
final class RawLoop {
  private static final long COMMIT_NANOS = Duration.ofMillis(100).toNanos();
  private static final Duration POLL = Duration.ofMillis(10);

  private final Run run;
  private final int envelopeSchema;
  private final Map<ChannelId, byte[]> keys;
  private final Map<ChannelId, byte[]> states = new HashMap<>();
  private final BareCheck check = new BareCheck();

  private RawLoop(Run run) throws IOException {
    this.run = run;
    this.envelopeSchema = run.envelopeSchema();
    this.keys = AdmissionKeyFile.read(run.keys());
  }

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    ContenderProcess.serve(run -> new RawLoop(run).begin());
  }

  private AutoCloseable begin() {
    var consumer = consumer();
    var producer = producer();
    Thread thread = Thread.ofPlatform().daemon().start(() -> serve(consumer, producer));
    return () -> {
      consumer.wakeup();
      thread.join();
      consumer.close();
      producer.close();
    };
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(run.client());
    settings.put("group.id", run.group());
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.poll.records", 2_000);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(run.client());
    settings.put("transactional.id", run.name());
    settings.put("batch.size", 128 << 10);
    settings.put("linger.ms", 5);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void serve(
      KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
    String accepted = run.topics().accepted();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    producer.initTransactions();
    consumer.subscribe(List.of(run.log()));
    long opened = 0;
    try {
      while (true) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        if (!polled.isEmpty() && offsets.isEmpty()) {
          producer.beginTransaction();
          opened = System.nanoTime();
        }
        for (TopicPartition partition : polled.partitions()) {
          List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
          for (ConsumerRecord<byte[], byte[]> record : records) {
            require(record);
            var passed =
                new ProducerRecord<>(accepted, partition.partition(), record.key(), record.value());
            LogOffset.write(passed.headers(), record.offset());
            var _ = producer.send(passed);
          }
          offsets.put(partition, new OffsetAndMetadata(records.getLast().offset() + 1));
        }
        if (!offsets.isEmpty() && System.nanoTime() - opened >= COMMIT_NANOS) {
          producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
          producer.commitTransaction();
          offsets.clear();
        }
      }
    } catch (WakeupException e) {
      // It is over.
    }
  }

  private void require(ConsumerRecord<byte[], byte[]> record) {
    if (Codec.schemaId(record.value()) == envelopeSchema) {
      ChannelId channel = ChannelId.read(record.key(), 0);
      byte[] state = states.computeIfAbsent(channel, _ -> BareCheck.begin());
      byte[] admission = keys.get(channel);
      if (admission == null || !check.accepts(record.value(), admission, state)) {
        throw new IllegalStateException("refused " + record.topic() + " at " + record.offset());
      }
    }
  }
}
