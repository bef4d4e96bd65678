package io.pawl.channel;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * Opened messages on their way to a channel's receiver, bounded. The partition's intake adds, in
 * order; what it {@linkplain #release releases} is delivered as the receiver asks for it, on the
 * intake's thread or the asking one.
 *
 * <p>One receiver at a time. Another may follow, and goes on where the one before left off.
 */
final class Inbound extends Flux<Message> {
  /** When a message leaves room for another. */
  enum Room {
    ONCE_DELIVERED,
    ONCE_FREED
  }

  private final ChannelLimits limits;
  private final Room room;
  private final Queue<Message> messages = Queues.<Message>unbounded().get();
  private final AtomicInteger undelivered = new AtomicInteger();
  private final AtomicLong undeliveredBytes = new AtomicLong();

  /** Messages that may be delivered, counted from the first. */
  private final AtomicLong released = new AtomicLong();

  /** Whoever raises it from 0 delivers, and goes on until it is 0 again. */
  private final AtomicInteger turns = new AtomicInteger();

  private final AtomicReference<@Nullable Receiving> receiving = new AtomicReference<>();

  /** What the intake left behind when there was no room: run once there is. */
  private final AtomicReference<@Nullable Runnable> onRoom = new AtomicReference<>();

  private volatile @Nullable End end;

  /** Only the intake's. */
  private long added;

  /** Only whose turn it is. */
  private long delivered;

  /** How it ends; without an error it is complete. */
  private record End(@Nullable Throwable error) {}

  Inbound(ChannelLimits limits, Room room) {
    this.limits = limits;
    this.room = room;
  }

  /** Whether another message fits. One of any size fits while there is none. */
  boolean hasRoom() {
    return undelivered.get() < limits.undeliveredMessages()
        && undeliveredBytes.get() < limits.undeliveredBytes();
  }

  /** Runs {@code action} once, as soon as half of the room is free again: that may be at once. */
  void whenRoom(Runnable action) {
    onRoom.set(action);
    // The receiver may have taken the last one before it could see the action.
    offerRoom();
  }

  /** Adds the next message, which waits until it is released. */
  void add(Message message) {
    undelivered.getAndIncrement();
    undeliveredBytes.getAndAdd(message.payload().length);
    added++;
    messages.add(message);
  }

  /** Messages added so far. */
  long added() {
    return added;
  }

  /** Lets the first {@code count} messages, counted from the very first, be delivered. */
  void release(long count) {
    released.accumulateAndGet(count, Math::max);
    deliver();
  }

  /** Ends after what was released. Only the first end counts. */
  void end(@Nullable Throwable error) {
    if (end == null) {
      end = new End(error);
      deliver();
      // Whoever waits for room must hear that there is nothing to wait for.
      Runnable action = onRoom.getAndSet(null);
      if (action != null) {
        action.run();
      }
    }
  }

  @Override
  public void subscribe(CoreSubscriber<? super Message> actual) {
    var mine = new Receiving(actual);
    if (!receiving.compareAndSet(null, mine)) {
      Operators.error(
          actual, new IllegalStateException("the channel has a receiver already: one at a time"));
      return;
    }
    actual.onSubscribe(mine);
    mine.ready = true;
    deliver();
  }

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
    Receiving to = receiving.get();
    if (to == null || !to.ready) {
      return;
    }
    while (!to.cancelled) {
      // Read before the queue: what was released before the end is delivered before it.
      End last = end;
      if (delivered == released.get()) {
        if (last != null) {
          receiving.compareAndSet(to, null);
          to.end(last);
        }
        return;
      }
      if (to.requested.get() == to.emitted) {
        return;
      }
      Message message = messages.poll();
      if (message == null) {
        throw new IllegalStateException("released more messages than were added");
      }
      delivered++;
      to.emitted++;
      if (room == Room.ONCE_DELIVERED) {
        free(1, message.payload().length);
      }
      to.actual.onNext(message);
    }
  }

  /** That so many messages take no room any more. */
  void free(int messages, long bytes) {
    undelivered.getAndAdd(-messages);
    undeliveredBytes.getAndAdd(-bytes);
    offerRoom();
  }

  /** Half, so that nobody begins to read anew for each message. */
  private void offerRoom() {
    if (onRoom.get() != null
        && undelivered.get() <= limits.undeliveredMessages() / 2
        && undeliveredBytes.get() <= limits.undeliveredBytes() / 2) {
      Runnable action = onRoom.getAndSet(null);
      if (action != null) {
        action.run();
      }
    }
  }

  /** One receiver's subscription. */
  private final class Receiving implements Subscription {
    private final CoreSubscriber<? super Message> actual;
    private final AtomicLong requested = new AtomicLong();
    private volatile boolean cancelled;

    /** Nothing may be signalled before {@code onSubscribe} has returned. */
    private volatile boolean ready;

    /** Only whose turn it is. */
    private long emitted;

    Receiving(CoreSubscriber<? super Message> actual) {
      this.actual = actual;
    }

    void end(End how) {
      if (how.error() == null) {
        actual.onComplete();
      } else {
        actual.onError(how.error());
      }
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        requested.getAndAccumulate(n, Operators::addCap);
        deliver();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      receiving.compareAndSet(this, null);
    }
  }
}
