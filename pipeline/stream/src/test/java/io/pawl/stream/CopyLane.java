package io.pawl.stream;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * The smallest lane: copies its partition to the same one of another topic, exactly once. What a
 * processor does with a partition, without deciding anything.
 */
final class CopyLane implements Runnable {
  /** What the source's thread tells the lane's. */
  private sealed interface Signal {
    record Chunk(List<ConsumerRecord<byte[], byte[]>> records) implements Signal {}

    record Handover() implements Signal {}

    record Loss() implements Signal {}
  }

  private final TestBroker broker;
  private final PartitionStream stream;
  private final String group;
  private final String output;

  /** One chunk at a time is asked for, and an end may come on top. */
  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(4);

  CopyLane(TestBroker broker, PartitionStream stream, String group, String output) {
    this.broker = broker;
    this.stream = stream;
    this.group = group;
    this.output = output;
  }

  @Override
  public void run() {
    String id = group + "." + stream.topicPartition();
    try (var sink = TransactionalSinkTest.sink(broker, id)) {
      sink.initialise();
      copy(sink, committed());
    } catch (SinkFailure.Fenced | BrokerUnavailable e) {
      // The partition has gone to another lane; that one copies what this one did not commit.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stream.release();
    }
  }

  private long committed() {
    try (var offsets = CommittedOffsets.connect(broker.client(), group, TestBroker.PATIENCE)) {
      return offsets.committed(stream.topicPartition()).orElse(0);
    }
  }

  private void copy(TransactionalSink sink, long from) throws InterruptedException {
    var reading = new Handing();
    stream.from(from).subscribe(reading);
    while (true) {
      reading.request(1);
      switch (signals.take()) {
        case Signal.Chunk(var records) -> {
          if (!stream.assigned()) {
            return;
          }
          for (ConsumerRecord<byte[], byte[]> record : records) {
            sink.send(new ProducerRecord<>(output, record.partition(), null, record.value()));
          }
          long next = records.getLast().offset() + 1;
          sink.commit(Map.of(stream.topicPartition(), new OffsetAndMetadata(next)), group);
        }
        case Signal.Handover(), Signal.Loss() -> {
          return;
        }
      }
    }
  }

  private final class Handing extends BaseSubscriber<List<ConsumerRecord<byte[], byte[]>>> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // The lane asks.
    }

    @Override
    protected void hookOnNext(List<ConsumerRecord<byte[], byte[]>> chunk) {
      signals.add(new Signal.Chunk(chunk));
    }

    @Override
    protected void hookOnComplete() {
      signals.add(new Signal.Handover());
    }

    @Override
    protected void hookOnError(Throwable why) {
      signals.add(new Signal.Loss());
    }
  }
}
