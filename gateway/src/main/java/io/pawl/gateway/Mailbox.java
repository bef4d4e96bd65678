package io.pawl.gateway;

import io.pawl.channel.ChannelFailure;
import io.pawl.channel.Message;
import io.pawl.channel.PeerChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What a channel received and its app has not acknowledged, by log offset. Bounded by the channel:
 * it opens no more messages than its limits until some are acknowledged.
 *
 * <p>One reader at a time: a newer one takes over, since the older may be a connection that nobody
 * has noticed to be dead.
 */
public final class Mailbox {
  private static final Duration BUSY = Duration.ofSeconds(1);

  private final PeerChannel channel;
  private final ConcurrentSkipListMap<Long, Message> messages = new ConcurrentSkipListMap<>();
  private final AtomicReference<@Nullable Reader> reader = new AtomicReference<>();

  /** The log offset of each message as it arrives; whoever comes later begins with the last. */
  private final Sinks.Many<Long> arrivals;

  private volatile @Nullable End end;

  /** How the channel ended; without an error it was closed. */
  private record End(@Nullable Throwable error) {}

  private Mailbox(PeerChannel channel) {
    this.channel = channel;
    this.arrivals = Sinks.many().replay().latestOrDefault(channel.acknowledged());
  }

  /** Begins to receive. */
  static Mailbox of(PeerChannel channel) {
    var mailbox = new Mailbox(channel);
    channel
        .receive()
        .subscribe(mailbox::arrived, error -> mailbox.ended(error), () -> mailbox.ended(null));
    return mailbox;
  }

  private void arrived(Message message) {
    messages.put(message.logOffset(), message);
    arrivals.emitNext(message.logOffset(), Sinks.EmitFailureHandler.busyLooping(BUSY));
    wake();
  }

  private void ended(@Nullable Throwable error) {
    end = new End(error);
    arrivals.emitComplete(Sinks.EmitFailureHandler.busyLooping(BUSY));
    wake();
  }

  private void wake() {
    Reader current = reader.get();
    if (current != null) {
      current.deliver();
    }
  }

  /**
   * Messages after {@code after} that are not acknowledged, and those that come; completes when the
   * channel was closed and all were given. Errors with {@code READER_REPLACED} when another reads,
   * and with what ended the channel.
   *
   * @param after a log offset; -1 for all
   */
  public Flux<Message> read(long after) {
    // The reader gives no more than was asked for.
    return Flux.create(sink -> begin(sink, after), FluxSink.OverflowStrategy.ERROR);
  }

  private void begin(FluxSink<Message> sink, long after) {
    var mine = new Reader(sink, after);
    sink.onDispose(() -> reader.compareAndSet(mine, null));
    Reader before = reader.getAndSet(mine);
    if (before != null) {
      before.replaced();
    }
    sink.onRequest(n -> mine.deliver());
    mine.deliver();
  }

  /** At most {@code limit} of them, as soon as there is any, or none after {@code wait}. */
  public Mono<List<Message>> poll(long after, int limit, Duration wait) {
    return Mono.defer(() -> {
      // What is there is no reason to end another's stream.
      List<Message> now = batch(after, limit);
      return now.isEmpty() && !wait.isZero() ? await(after, limit, wait) : Mono.just(now);
    });
  }

  private Mono<List<Message>> await(long after, int limit, Duration wait) {
    return read(after)
        .next()
        .timeout(wait, Mono.empty())
        .map(first -> batch(after, limit))
        .defaultIfEmpty(List.of());
  }

  private List<Message> batch(long after, int limit) {
    return messages.tailMap(after, false).values().stream().limit(limit).toList();
  }

  /**
   * Acknowledges all messages up to a log offset: completes when it is durable that they do not
   * come again. Waits for one that came in an earlier process and was not read again yet.
   *
   * @param patience how long; then {@code NOT_DELIVERED_YET}
   */
  Mono<Void> acknowledge(long through, Duration patience) {
    return arrivals
        .asFlux()
        .filter(offset -> offset >= through)
        .next()
        .timeout(
            patience,
            Mono.error(() ->
                new GatewayFailure(
                    Code.NOT_DELIVERED_YET, "no message up to " + through + " has come yet")))
        .then(Mono.defer(() -> acknowledge(through)));
  }

  private Mono<Void> acknowledge(long through) {
    Map.Entry<Long, Message> last = messages.floorEntry(through);
    if (last == null) {
      // Acknowledged before; or it is none of ours, which is for nobody to find out.
      return Mono.empty();
    }
    return channel
        .acknowledge(last.getValue())
        // A closed channel keeps nothing: there is nothing to make durable any more.
        .onErrorResume(
            ChannelFailure.Detached.class, error -> isClosed() ? Mono.empty() : Mono.error(error))
        .doOnSuccess(done -> messages.headMap(through, true).clear());
  }

  /** The code of what the channel ended with; null if it goes on, or was closed in order. */
  public @Nullable String failure() {
    End how = end;
    return how == null || how.error() == null ? null : FailureCode.of(how.error());
  }

  private boolean isClosed() {
    End how = end;
    return how != null && how.error() == null;
  }

  /** One subscription. */
  private final class Reader {
    private final FluxSink<Message> sink;
    private final AtomicInteger turns = new AtomicInteger();

    /** Only whose turn it is. */
    private long at;

    Reader(FluxSink<Message> sink, long after) {
      this.sink = sink;
      this.at = after;
    }

    void replaced() {
      sink.error(
          new GatewayFailure(
              Code.READER_REPLACED, "a newer stream or poll of channel " + channel.id()));
    }

    /** Gives what was asked for; one thread at a time, and none waits for another. */
    void deliver() {
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
      while (!sink.isCancelled()) {
        // Read before the messages: what came before the end is given before it.
        End how = end;
        Map.Entry<Long, Message> next = messages.higherEntry(at);
        if (next == null) {
          if (how != null) {
            finish(how);
          }
          return;
        }
        if (sink.requestedFromDownstream() == 0) {
          return;
        }
        at = next.getKey();
        sink.next(next.getValue());
      }
    }

    private void finish(End how) {
      if (how.error() == null) {
        sink.complete();
      } else {
        sink.error(how.error());
      }
    }
  }
}
