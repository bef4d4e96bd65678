package io.pawl.channel;

import io.pawl.channel.Progress.Boundary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Messages that were opened and not acknowledged, the boundaries between them where reading could
 * go on, and who waits for an acknowledgement to be durable.
 */
final class Acknowledgements {
  private final Deque<Opened> opened = new ArrayDeque<>();
  private final Deque<Boundary> boundaries = new ArrayDeque<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private long acknowledged;
  private long durable;
  private boolean over;

  private record Opened(long logOffset, int bytes) {}

  private record Waiting(long upTo, Sinks.Empty<Void> told) {}

  /** Frees the room of messages. */
  interface Freeing {
    void free(int messages, long bytes);
  }

  /**
   * @param acknowledged log offset up to which all is acknowledged and durable
   */
  Acknowledgements(long acknowledged) {
    this.acknowledged = acknowledged;
    this.durable = acknowledged;
  }

  synchronized void opened(Message message) {
    opened.addLast(new Opened(message.logOffset(), message.payload().length));
  }

  /** Everything opened so far is before {@code boundary}, which this takes over. */
  synchronized void settled(Boundary boundary) {
    boundaries.addLast(boundary);
  }

  /** Acknowledges messages up to that log offset; what the vault is to be told. */
  Progress acknowledge(long upTo, Freeing freeing) {
    int messages = 0;
    long bytes = 0;
    Boundary reached = null;
    long taken;
    synchronized (this) {
      for (Opened first = opened.peek();
          first != null && first.logOffset() <= upTo;
          first = opened.peek()) {
        opened.remove();
        acknowledged = first.logOffset();
        messages++;
        bytes += first.bytes();
      }
      for (Boundary first = boundaries.peek();
          first != null && first.last() <= acknowledged;
          first = boundaries.peek()) {
        if (reached != null) {
          reached.erase();
        }
        reached = boundaries.remove();
      }
      taken = acknowledged;
    }
    freeing.free(messages, bytes);
    return new Progress(0, taken, reached);
  }

  /** Whether something opened is not acknowledged, or that is not durable. */
  synchronized boolean isBehind() {
    return !opened.isEmpty() || !boundaries.isEmpty() || durable < acknowledged;
  }

  /** Completes when acknowledgements up to that log offset are durable. */
  synchronized Mono<Void> whenDurable(long upTo) {
    // What was never opened cannot be waited for.
    long wanted = Math.min(upTo, acknowledged);
    if (wanted <= durable) {
      return Mono.empty();
    }
    var told = new Waiting(wanted, Sinks.empty());
    waiting.add(told);
    return told.told().asMono();
  }

  /** The vault has it. */
  void durable(long taken) {
    List<Waiting> done = new ArrayList<>();
    synchronized (this) {
      durable = Math.max(durable, taken);
      for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
        Waiting next = each.next();
        if (next.upTo() <= durable) {
          done.add(next);
          each.remove();
        }
      }
    }
    done.forEach(each -> each.told().tryEmitEmpty());
  }

  /** Nothing more becomes durable; without an error, because nothing has to. */
  void end(@Nullable Throwable error) {
    List<Waiting> left;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      left = List.copyOf(waiting);
      waiting.clear();
    }
    for (Waiting each : left) {
      if (error == null) {
        each.told().tryEmitEmpty();
      } else {
        each.told().tryEmitError(error);
      }
    }
  }

  synchronized void erase() {
    boundaries.forEach(Boundary::erase);
    boundaries.clear();
    opened.clear();
  }
}
