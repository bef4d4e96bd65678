package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.InvitationKey;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The processor's decisions without its recovery: enough for peers to talk through. One thread, a
 * transaction for each poll. What it says can be bent, to see what peers make of a processor that
 * is wrong.
 */
final class TestProcessor implements AutoCloseable {
  private final Topics topics;
  private final Codec codec;
  private final List<Partition> partitions = new ArrayList<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<ChannelId, Bytes> pending = new HashMap<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final List<ConsumerRecord<byte[], byte[]>> log = new CopyOnWriteArrayList<>();
  private final Function<Event, Event> voice;
  private final Function<LogRecord, @Nullable Event> veto;
  private final Thread thread;

  /**
   * @param voice what it says in place of an event
   * @param veto refuses a record with this event; null lets the rules decide
   */
  TestProcessor(
      Map<String, Object> client,
      Topics topics,
      int count,
      Codec codec,
      GrantKeys keys,
      Function<Event, Event> voice,
      Function<LogRecord, @Nullable Event> veto) {
    this.topics = topics;
    this.codec = codec;
    this.voice = voice;
    this.veto = veto;
    var reading = new HashMap<>(client);
    reading.put("enable.auto.commit", false);
    reading.put("max.poll.records", 10_000);
    reading.put("fetch.max.wait.ms", 5);
    this.consumer =
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    var writing = new HashMap<>(client);
    writing.put("transactional.id", UUID.randomUUID().toString());
    this.producer =
        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    List<TopicPartition> assigned = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      partitions.add(new Partition(number, count, keys));
      assigned.add(new TopicPartition(topics.log(), number));
    }
    consumer.assign(assigned);
    consumer.seekToBeginning(assigned);
    this.thread = Thread.ofPlatform().name("test-processor").start(this::run);
  }

  private void run() {
    try {
      producer.initTransactions();
      while (true) {
        var records = consumer.poll(Duration.ofSeconds(1));
        if (!records.isEmpty()) {
          producer.beginTransaction();
          records.forEach(this::accept);
          producer.commitTransaction();
        }
      }
    } catch (WakeupException e) {
      // Closed.
    } finally {
      consumer.close();
      producer.close();
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    log.add(record);
    if (!(codec.decodeLog(record.value()) instanceof Decoded.Value<LogRecord>(LogRecord decoded))) {
      refusals.merge("MALFORMED", 1, Integer::sum);
      return;
    }
    Event vetoed = veto.apply(decoded);
    if (vetoed != null) {
      tell(record, vetoed);
      return;
    }
    Outcome outcome =
        partitions
            .get(record.partition())
            .accept(record.offset(), Bytes.wrap(record.key()), decoded);
    switch (outcome.verdict()) {
      case Verdict.Accepted accepted -> pass(record, decoded);
      case Verdict.Refused refused -> refusals.merge(refused.refusal().name(), 1, Integer::sum);
    }
    outcome.events().forEach(event -> tell(record, event));
  }

  private void pass(ConsumerRecord<byte[], byte[]> record, LogRecord decoded) {
    var passed =
        new ProducerRecord<>(topics.accepted(), record.partition(), record.key(), record.value());
    LogOffset.write(passed.headers(), record.offset());
    send(passed);
    switch (decoded) {
      case Offer offer when offer.kind() == Kind.OPEN -> {
        pending.put(offer.channel(), offer.responder());
        byte[] key = new InvitationKey(offer.responder(), offer.channel()).toBytes();
        var invitation =
            new ProducerRecord<>(topics.invitations(), record.partition(), key, record.value());
        LogOffset.write(invitation.headers(), record.offset());
        send(invitation);
      }
      case io.pawl.ratchet.Close close -> settle(record.partition(), close.channel());
      default -> {}
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> record, Event event) {
    send(
        new ProducerRecord<>(
            topics.accepted(),
            record.partition(),
            event.channel().toBytes(),
            codec.encode(voice.apply(event))));
    if (event instanceof Event.Activated || event instanceof Event.Refused) {
      settle(record.partition(), event.channel());
    }
  }

  private void settle(int partition, ChannelId channel) {
    Bytes responder = pending.remove(channel);
    if (responder != null) {
      byte[] key = new InvitationKey(responder, channel).toBytes();
      send(new ProducerRecord<>(topics.invitations(), partition, key, null));
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var _ = producer.send(record);
  }

  /** How often it refused with that code. */
  int refusals(String code) {
    return refusals.getOrDefault(code, 0);
  }

  /** All records of the log so far, in the order of their reading. */
  List<ConsumerRecord<byte[], byte[]>> log() {
    return log;
  }

  /** The log's records of that type, decoded. */
  <T extends LogRecord> List<T> log(Class<T> type) {
    List<T> found = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : log) {
      if (codec.decodeLog(record.value()) instanceof Decoded.Value<LogRecord>(LogRecord decoded)
          && type.isInstance(decoded)) {
        found.add(type.cast(decoded));
      }
    }
    return found;
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
