package io.pawl.load.chaos.gateway;

import io.pawl.compose.app.AppChannel;
import io.pawl.compose.app.GatewayProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one channel: an app sends numbers, each once the one before was confirmed, and
 * another receives and acknowledges them. So every number has to come, in order, and none again
 * once it was acknowledged.
 */
final class Talk {
  private static final int BATCH = 20;
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final String name;
  private final AppChannel from;
  private final AppChannel to;
  private final Duration pause;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<@Nullable Exception> broken = new AtomicReference<>();

  /** Confirmed by the sender's gateway. */
  private final AtomicLong sent = new AtomicLong();

  /** All numbers below it have come. */
  private final AtomicLong received = new AtomicLong();

  /** Numbers that had not come when a later one did. */
  private final AtomicLong reordered = new AtomicLong();

  /** Numbers that came twice, as messages of their own. */
  private final AtomicLong duplicated = new AtomicLong();

  private final AtomicLong repeatedAfterAcknowledgement = new AtomicLong();

  private final Thread sender;
  private final Thread receiver;

  // Only the receiver's.

  private long acknowledged;

  /** Of the message that brought each number. */
  private final List<String> ids = new ArrayList<>();

  /**
   * Begins.
   *
   * @param pause between a confirmation and the next message
   */
  Talk(String name, AppChannel from, AppChannel to, Duration pause) {
    this.name = name;
    this.from = from;
    this.to = to;
    this.pause = pause;
    this.sender = Thread.ofVirtual().name("send-" + name).start(() -> run(this::send));
    this.receiver = Thread.ofVirtual().name("receive-" + name).start(() -> run(this::receive));
  }

  private interface Part {
    void run() throws InterruptedException;
  }

  private void run(Part part) {
    try {
      part.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      broken.compareAndSet(null, e);
    }
  }

  private void send() throws InterruptedException {
    while (!over.get()) {
      from.send(Long.toString(sent.get()));
      sent.getAndIncrement();
      Thread.sleep(pause);
    }
  }

  private void receive() throws InterruptedException {
    while (true) {
      // Without a place to go on from, as an app that keeps nothing: what comes is not
      // acknowledged.
      List<AppChannel.Received> messages = to.poll("", BATCH, WAIT);
      messages.forEach(this::take);
      if (!messages.isEmpty()) {
        to.acknowledge(messages.getLast().id());
        acknowledged = received.get();
      }
    }
  }

  private void take(AppChannel.Received message) {
    int number = Integer.parseInt(message.text());
    if (number >= ids.size()) {
      reordered.getAndAdd(number - ids.size());
      ids.addAll(Collections.nCopies(number - ids.size(), ""));
      ids.add(message.id());
      received.set(ids.size());
    } else if (!ids.get(number).equals(message.id())) {
      duplicated.getAndIncrement();
    } else if (number < acknowledged) {
      repeatedAfterAcknowledgement.getAndIncrement();
    }
  }

  /** Sends nothing more. */
  void stopSending() {
    over.set(true);
  }

  /** Waits until all that was sent has come, and ends. */
  void finish(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    sender.join(patience);
    while (received.get() < sent.get() && broken.get() == null && System.nanoTime() < end) {
      Thread.sleep(LOOK_AGAIN);
    }
    sender.interrupt();
    receiver.interrupt();
  }

  /** Throws what broke it. */
  void check() {
    Exception cause = broken.get();
    if (cause != null) {
      throw new IllegalStateException(
          "%s broke after %d sent and %d received: %s%s"
              .formatted(
                  name,
                  sent.get(),
                  received.get(),
                  cause instanceof GatewayProblem ? "the gateway refused: " : "",
                  cause.getMessage()),
          cause);
    }
  }

  long sent() {
    return sent.get();
  }

  long received() {
    return received.get();
  }

  long lost() {
    return Math.max(0, sent.get() - received.get()) + reordered.get();
  }

  long duplicated() {
    return duplicated.get();
  }

  long repeatedAfterAcknowledgement() {
    return repeatedAfterAcknowledgement.get();
  }
}
