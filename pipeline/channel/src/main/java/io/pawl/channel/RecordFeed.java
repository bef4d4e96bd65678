package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Codec;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * One reader of a channel's accepted records, who has its own keys. Bounded: without room it is
 * left behind, as every end is.
 */
final class RecordFeed implements ChannelEnd {
  private final ChannelId channel;
  private final ChannelLimits limits;
  private final Codec codec;
  private final FluxSink<FeedEntry> reader;

  private final Queue<FeedEntry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();

  /** Run once, when there is room or nobody reads any more. */
  private final AtomicReference<@Nullable Runnable> onRoom = new AtomicReference<>();

  /** Whoever raises it from 0 delivers, and goes on until it is 0 again. */
  private final AtomicInteger turns = new AtomicInteger();

  private volatile @Nullable ChannelFailure failure;

  /** Nobody reads any more. */
  private volatile boolean over;

  private RecordFeed(Connection connection, ChannelId channel, FluxSink<FeedEntry> reader) {
    this.channel = channel;
    this.limits = connection.limits();
    this.codec = connection.codec();
    this.reader = reader;
  }

  /** See {@link ChannelClient#records}. */
  static Flux<FeedEntry> of(
      Connection connection, PartitionIntake intake, ChannelId channel, long from) {
    // It gives no more than was asked for.
    return Flux.create(
        reader -> new RecordFeed(connection, channel, reader).begin(intake, from),
        FluxSink.OverflowStrategy.ERROR);
  }

  private void begin(PartitionIntake intake, long from) {
    reader.onRequest(n -> deliver());
    reader.onDispose(() -> leave(intake));
    // Not cancelled with the reader: then it could be attached after it was detached.
    intake
        .follow(this, from)
        .subscribe(
            nothing -> {},
            this::unreadable,
            () -> {
              if (over) {
                leave(intake);
              }
            });
  }

  private void leave(PartitionIntake intake) {
    over = true;
    intake.detach(this);
    // Whoever waits for room learns from it that nobody reads.
    offerRoom();
  }

  @Override
  public ChannelId channel() {
    return channel;
  }

  @Override
  public boolean hasRoom(Accepted record) {
    return waiting.get() < limits.undeliveredMessages()
        && waitingBytes.get() < limits.undeliveredBytes();
  }

  @Override
  public void whenRoom(Runnable goOn) {
    onRoom.set(goOn);
    if (over || isHalfFree()) {
      offerRoom();
    }
  }

  /** Half, so that another reading does not begin for every single record. */
  private boolean isHalfFree() {
    return waiting.get() <= limits.undeliveredMessages() / 2
        && waitingBytes.get() <= limits.undeliveredBytes() / 2;
  }

  private void offerRoom() {
    Runnable goOn = onRoom.getAndSet(null);
    if (goOn != null) {
      goOn.run();
    }
  }

  @Override
  public void take(Accepted record, long offset, long logOffset) {
    Bytes value = Bytes.wrap(encode(record));
    waiting.incrementAndGet();
    waitingBytes.addAndGet(value.length());
    entries.add(new FeedEntry.Found(offset, logOffset, record, value));
  }

  private byte[] encode(Accepted record) {
    return switch (record) {
      case Accepted.Passed(var passed) -> codec.encode(passed);
      case Accepted.Told(var event) -> codec.encode(event);
    };
  }

  @Override
  public void settle(long next) {
    entries.add(new FeedEntry.Reached(next - 1));
    deliver();
  }

  @Override
  public void unreadable(Throwable cause) {
    failure =
        cause instanceof ChannelFailure known
            ? known
            : new ChannelFailure.Unreadable(channel, cause);
    deliver();
  }

  /** Gives what was asked for; one thread at a time, and none waits for another. */
  private void deliver() {
    if (turns.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      deliverWhatIsWanted();
      missed = turns.addAndGet(-missed);
    } while (missed != 0);
  }

  private void deliverWhatIsWanted() {
    while (!over) {
      // Read before the entries: what came before it is given before it.
      ChannelFailure failed = failure;
      if (entries.isEmpty()) {
        if (failed != null) {
          reader.error(failed);
        }
        return;
      }
      if (reader.requestedFromDownstream() == 0) {
        return;
      }
      FeedEntry next = entries.remove();
      if (next instanceof FeedEntry.Found found) {
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-found.value().length());
      }
      reader.next(next);
      if (isHalfFree()) {
        offerRoom();
      }
    }
  }
}
