package io.pawl.channel;

import io.pawl.stream.LogWriter;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A log that answers when it is told to, and as it is told. */
final class SteppedLog implements LogWriter {
  private final List<ProducerRecord<byte[], byte[]>> attempts = new CopyOnWriteArrayList<>();
  private final Deque<MonoSink<Long>> unanswered = new ConcurrentLinkedDeque<>();
  private volatile Mono<Void> room = Mono.empty();
  private long offset;

  @Override
  public Mono<Long> write(ProducerRecord<byte[], byte[]> record) {
    return Mono.create(caller -> {
      attempts.add(record);
      unanswered.add(caller);
    });
  }

  @Override
  public Mono<Void> room() {
    return room;
  }

  @Override
  public Flux<Long> writeAll(Publisher<ProducerRecord<byte[], byte[]>> records) {
    return Flux.defer(() -> room.thenMany(Flux.from(records).concatMap(this::write)));
  }

  /** Takes the oldest write that waits for an answer, or fails it. */
  void answer(@Nullable Throwable failure) {
    MonoSink<Long> oldest = unanswered.remove();
    if (failure == null) {
      oldest.success(offset++);
    } else {
      oldest.error(failure);
    }
  }

  /** Is full until then, for whoever waits for room. */
  void fill(Mono<Void> until) {
    room = until;
  }

  int unanswered() {
    return unanswered.size();
  }

  /** Every record that was ever written, whatever the answer. */
  List<ProducerRecord<byte[], byte[]>> attempts() {
    return attempts;
  }

  @Override
  public void close() {}
}
