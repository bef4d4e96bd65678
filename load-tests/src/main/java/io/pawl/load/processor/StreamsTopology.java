package io.pawl.load.processor;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Codec;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The contender on Kafka Streams: {@code exactly_once_v2}, its state in an in-memory store with a
 * changelog, as Streams keeps state that must survive. The store's cache is on, so that a channel
 * gives one entry of the changelog per commit and not one per record.
 */
final class StreamsTopology {
  private static final String STORE = "windows";

  /** As many as the machine that this is made for has processors: faster there than one. */
  private static final int THREADS = 2;

  private StreamsTopology() {}

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    ContenderProcess.serve(StreamsTopology::begin);
  }

  private static AutoCloseable begin(Run run) throws IOException {
    var streams = new KafkaStreams(topology(run, AdmissionKeyFile.read(run.keys())), settings(run));
    streams.start();
    return streams;
  }

  private static Properties settings(Run run) {
    Properties settings = new Properties();
    settings.putAll(run.client());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, run.group());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, run.keys().resolveSibling(run.name()).toString());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    settings.put(StreamsConfig.consumerPrefix("max.poll.records"), 2_000);
    settings.put(StreamsConfig.producerPrefix("batch.size"), 128 << 10);
    return settings;
  }

  private static Topology topology(Run run, Map<ChannelId, byte[]> keys) {
    int envelopeSchema = run.envelopeSchema();
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingEnabled());
    builder.stream(run.log(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .processValues(() -> new Checking(envelopeSchema, keys), STORE)
        .to(run.topics().accepted(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    return builder.build();
  }

  private static final class Checking implements FixedKeyProcessor<byte[], byte[], byte[]> {
    private final int envelopeSchema;
    private final Map<ChannelId, byte[]> keys;
    private final BareCheck check = new BareCheck();
    private @Nullable FixedKeyProcessorContext<byte[], byte[]> context;
    private @Nullable KeyValueStore<Bytes, byte[]> windows;

    Checking(int envelopeSchema, Map<ChannelId, byte[]> keys) {
      this.envelopeSchema = envelopeSchema;
      this.keys = keys;
    }

    @Override
    public void init(FixedKeyProcessorContext<byte[], byte[]> given) {
      context = given;
      windows = given.getStateStore(STORE);
    }

    @Override
    public void process(FixedKeyRecord<byte[], byte[]> record) {
      var context = Objects.requireNonNull(this.context);
      long offset = context.recordMetadata().map(RecordMetadata::offset).orElseThrow();
      if (Codec.schemaId(record.value()) == envelopeSchema) {
        require(record, offset);
      }
      LogOffset.write(record.headers(), offset);
      context.forward(record);
    }

    private void require(FixedKeyRecord<byte[], byte[]> record, long offset) {
      var windows = Objects.requireNonNull(this.windows);
      Bytes channel = Bytes.wrap(record.key());
      byte[] known = windows.get(channel);
      byte[] state = known == null ? BareCheck.begin() : known.clone();
      byte[] admission = keys.get(ChannelId.read(record.key(), 0));
      if (admission == null || !check.accepts(record.value(), admission, state)) {
        throw new IllegalStateException("refused the record at " + offset);
      }
      windows.put(channel, state);
    }
  }
}
