package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@ExtendWith(Broker.Resolver.class)
class LogSearchTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;
  private static final int CHANNELS = 40;
  private static final int EACH = 5;

  private final Scheduler blocking = Schedulers.newBoundedElastic(1, 100, "test-search", 60, true);
  private final AtomicInteger readings = new AtomicInteger();
  private final CountDownLatch busy = new CountDownLatch(1);
  private TestDeployment deployment;
  private Connection connection;
  private LogSearch search;

  @BeforeEach
  void writeTheLog(Broker broker) throws Exception {
    deployment = TestDeployment.silent(broker, 90);
    connection = deployment.connection(new SteppedLog(), ChannelLimits.DEFAULT);
    search =
        new LogSearch(
            () -> {
              readings.incrementAndGet();
              return PartitionReader.connect(
                  broker.client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE);
            },
            blocking,
            new PatientDecoder(connection.codec(), PATIENCE));
    try (var producer =
        new KafkaProducer<>(
            broker.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int counter = 0; counter < EACH; counter++) {
        for (int channel = 0; channel < CHANNELS; channel++) {
          var _ = producer.send(connection.toKafka(envelope(channel(channel), counter)));
        }
      }
    }
  }

  @AfterEach
  void end() {
    busy.countDown();
    blocking.dispose();
    deployment.close();
  }

  private static ChannelId channel(int number) {
    return new ChannelId(90, number);
  }

  private static Envelope envelope(ChannelId channel, int counter) {
    return new Envelope(
        channel,
        1,
        Direction.INITIATOR,
        0,
        counter,
        Bytes.wrap(new byte[80]),
        Bytes.wrap(new byte[16]));
  }

  private Mono<Void> scan(ChannelId channel, Consumer<LogRecord> each) {
    return search.scan(channel, connection.partition(channel), 0, Long.MAX_VALUE, each);
  }

  /** Nothing is searched until {@link #busy} is let go. */
  private void hold() {
    blocking.schedule(() -> {
      try {
        busy.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  @Test
  void channelsThatWaitTogetherShareOneReadingAndEachGetsItsOwnInOrder() {
    Map<ChannelId, List<Integer>> found = new ConcurrentHashMap<>();
    hold();
    List<Mono<Void>> scans = new ArrayList<>();
    for (int number = 0; number < CHANNELS; number++) {
      ChannelId channel = channel(number);
      found.put(channel, new ArrayList<>());
      var scan =
          scan(channel, record -> found.get(channel).add(((Envelope) record).counter())).cache();
      scan.subscribe();
      scans.add(scan);
    }
    busy.countDown();
    Mono.when(scans).block(PATIENCE);

    assertThat(found.values()).hasSize(CHANNELS).allMatch(List.of(0, 1, 2, 3, 4)::equals);
    assertThat(readings).hasValue(1);
  }

  @Test
  void eachReadsItsOwnStretchAlone() {
    ChannelId channel = channel(0);
    List<Long> offsets = new ArrayList<>();
    for (int counter = 0; counter < EACH; counter++) {
      int wanted = counter;
      offsets.add(
          search
              .find(
                  channel,
                  connection.partition(channel),
                  0,
                  record -> ((Envelope) record).counter() == wanted)
              .blockOptional(PATIENCE)
              .orElseThrow());
    }
    List<Integer> some = new ArrayList<>();
    List<Integer> all = new ArrayList<>();
    hold();
    var stretch =
        search
            .scan(
                channel,
                connection.partition(channel),
                offsets.get(1),
                offsets.get(3),
                record -> some.add(((Envelope) record).counter()))
            .toFuture();
    var whole = scan(channel, record -> all.add(((Envelope) record).counter())).toFuture();
    busy.countDown();

    assertThat(stretch).succeedsWithin(PATIENCE);
    assertThat(whole).succeedsWithin(PATIENCE);
    assertThat(some).containsExactly(1, 2);
    assertThat(all).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aScanWaitsForTheSchemaOfWhatALaterVersionWrote() throws Exception {
    Close close = writeAsALaterVersion();
    List<LogRecord> found = new ArrayList<>();

    scan(close.channel(), found::add).block(PATIENCE);

    assertThat(found).containsExactly(close);
  }

  @Test
  void itIsFoundToo() throws Exception {
    Close close = writeAsALaterVersion();

    var offset =
        search.find(close.channel(), connection.partition(close.channel()), 0, close::equals);

    assertThat(offset.blockOptional(PATIENCE)).isPresent();
  }

  private Close writeAsALaterVersion() throws Exception {
    var close = new Close(channel(CHANNELS), Direction.INITIATOR, Bytes.wrap(new byte[64]));
    byte[] value = LaterVersion.of(connection.codec().encode(close), deployment.registry());
    TopicPartition log = connection.partition(close.channel());
    deployment.inject(
        List.of(
            new ProducerRecord<>(log.topic(), log.partition(), close.channel().toBytes(), value)));
    return close;
  }

  @Test
  void oneThatFailsFailsAlone() {
    List<LogRecord> found = new ArrayList<>();
    hold();
    var failing =
        scan(
                channel(0),
                record -> {
                  throw new IllegalStateException("not wanted");
                })
            .cache();
    failing.subscribe(nothing -> {}, error -> {});
    var other = scan(channel(0), found::add).toFuture();
    busy.countDown();

    assertThat(other).succeedsWithin(PATIENCE);
    assertThat(found).hasSize(EACH);
    assertThatThrownBy(() -> failing.block(PATIENCE)).hasMessage("not wanted");
  }

  @Test
  void afterItsThreadsAreGoneASearchFailsAndDoesNotHang() {
    blocking.dispose();

    assertThat(scan(channel(0), record -> {}).toFuture()).failsWithin(PATIENCE);
  }
}
