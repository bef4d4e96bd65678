package io.pawl.channel;

import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Accepted;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;

/**
 * One stretch of reading of one partition, on a worker's thread: one hop per chunk, none per
 * record. Stands still, and with it its partition, while a schema has to be looked up. A channel
 * without room is left behind.
 */
final class PartitionReading extends BaseSubscriber<List<ConsumerRecord<byte[], byte[]>>> {
  /** One in work and one to come: more only costs memory. */
  private static final int CHUNKS_AHEAD = 2;

  private final Connection connection;
  private final PartitionIntake intake;
  private final int number;
  private final Scheduler.Worker worker;
  private final Queue<List<ConsumerRecord<byte[], byte[]>>> chunks = new ConcurrentLinkedQueue<>();
  private final Turns turns;
  private final Disposable.Swap lookup = Disposables.swap();

  private volatile boolean standing;

  /** Everything before it was given to the ends. */
  private volatile long position;

  /** Of the last record that carried one, in the last chunk that was read whole. */
  private volatile long logPosition = -1;

  // From here on only whose turn it is.

  private @Nullable List<ConsumerRecord<byte[], byte[]>> chunk;
  private int index;

  /** Ends that took something since they were last settled. */
  private final Set<AttachedEnd> touched = new HashSet<>();

  /**
   * @param number grows from one reading of the partition to the next
   * @param from the first offset
   */
  PartitionReading(Connection connection, PartitionIntake intake, int number, long from) {
    this.connection = connection;
    this.intake = intake;
    this.number = number;
    this.position = from;
    this.worker = connection.workers().createWorker();
    // The worker goes only when the reading does.
    this.turns = new Turns(worker::schedule, this::takeChunks, () -> {});
  }

  /** The offset before which everything was given to the ends. */
  long position() {
    return position;
  }

  /** A log offset that everything read so far has come to; -1 before any. */
  long logPosition() {
    return logPosition;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    request(CHUNKS_AHEAD);
  }

  @Override
  protected void hookOnNext(List<ConsumerRecord<byte[], byte[]>> records) {
    chunks.add(records);
    turns.wake();
  }

  @Override
  protected void hookOnComplete() {
    intake.unreadable(this, new IllegalStateException("the reader was stopped"));
  }

  @Override
  protected void hookOnError(Throwable error) {
    intake.unreadable(this, error);
  }

  @Override
  protected void hookFinally(SignalType type) {
    lookup.dispose();
    worker.dispose();
  }

  private void goOn() {
    standing = false;
    turns.wake();
  }

  private void takeChunks() {
    while (!standing && !isDisposed() && nextChunk()) {
      try {
        takeChunk();
      } catch (RuntimeException e) {
        // Going on could leave a message out; standing still would tell nobody.
        cancel();
        intake.unreadable(this, e);
      }
    }
  }

  private boolean nextChunk() {
    if (chunk == null) {
      chunk = chunks.poll();
      index = 0;
    }
    return chunk != null;
  }

  private void takeChunk() {
    List<ConsumerRecord<byte[], byte[]>> records = chunk;
    if (records == null) {
      return;
    }
    for (; index < records.size(); index++) {
      ConsumerRecord<byte[], byte[]> record = records.get(index);
      if (take(record) instanceof AcceptedRecord.Waiting(int schemaId)) {
        // What was taken is handed on: the look-up may take long.
        settle(record.offset());
        standing = true;
        lookUp(schemaId);
        return;
      }
    }
    chunk = null;
    // One per chunk: it tells channels without traffic how time passes.
    LogOffset.read(records.getLast().headers()).ifPresent(offset -> logPosition = offset);
    settle(records.getLast().offset() + 1);
    request(1);
  }

  private void settle(long next) {
    position = next;
    touched.forEach(AttachedEnd::settle);
    touched.clear();
  }

  /** Takes one record, unless its schema has to be looked up first. */
  private AcceptedRecord take(ConsumerRecord<byte[], byte[]> record) {
    List<AttachedEnd> ends = intake.ends(record);
    if (!isWanted(ends, record.offset())) {
      return AcceptedRecord.NOTHING;
    }
    AcceptedRecord read = AcceptedRecord.read(record, connection);
    if (read instanceof AcceptedRecord.Found(Accepted accepted, long logOffset)) {
      ends.forEach(attached -> give(attached, accepted, record.offset(), logOffset));
    }
    return read;
  }

  /** Asked of all: those that are behind note that the record passed them by. */
  private boolean isWanted(List<AttachedEnd> ends, long offset) {
    boolean wanted = false;
    for (AttachedEnd attached : ends) {
      wanted |= attached.wants(offset, number);
    }
    return wanted;
  }

  private void give(AttachedEnd attached, Accepted accepted, long offset, long logOffset) {
    if (attached.end().hasRoom(accepted)) {
      if (attached.take(accepted, offset, logOffset, number)) {
        touched.add(attached);
      }
    } else if (attached.fallBehind(offset, number)) {
      intake.fellBehind(attached);
    }
  }

  private void lookUp(int schemaId) {
    lookup.update(connection.schema(schemaId).subscribe(nothing -> {}, error -> {}, this::goOn));
  }
}
