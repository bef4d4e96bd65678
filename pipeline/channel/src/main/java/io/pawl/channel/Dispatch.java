package io.pawl.channel;

import io.pawl.ratchet.Position;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.MonoSink;

/**
 * One message on its way out: a payload that waits, then an envelope whose bytes never change,
 * until the log has it. Hears from the log itself, so that no object more is made per message.
 */
final class Dispatch implements CoreSubscriber<Long> {
  private final MonoSink<Sent> caller;
  private final int payloadBytes;
  private final @Nullable Note note;
  private final Consumer<Dispatch> settled;

  /** Until it is sealed. */
  private byte @Nullable [] payload;

  private @Nullable Position position;
  private @Nullable ProducerRecord<byte[], byte[]> sealed;
  private volatile boolean cancelled;

  /** What the log said last: an offset, or why not. */
  private long logOffset = -1;

  private @Nullable Throwable failure;
  private boolean told;

  /**
   * @param note what has to be kept before it is written; null if nothing has
   * @param settled told, on the writer's thread, once the log has answered
   */
  Dispatch(MonoSink<Sent> caller, byte[] payload, @Nullable Note note, Consumer<Dispatch> settled) {
    this.caller = caller;
    this.payload = payload;
    this.note = note;
    this.payloadBytes = payload.length;
    this.settled = settled;
  }

  int payloadBytes() {
    return payloadBytes;
  }

  byte[] payload() {
    if (payload == null) {
      throw new IllegalStateException("sealed already");
    }
    return payload;
  }

  /** What has to be kept before it is written; null if nothing has. */
  @Nullable Note note() {
    return note;
  }

  /** Whether it may be written. */
  boolean isNoted() {
    return note == null || note.isDone();
  }

  void sealed(Position position, ProducerRecord<byte[], byte[]> sealed) {
    this.payload = null;
    this.position = position;
    this.sealed = sealed;
  }

  /** The envelope for the log: always the same bytes. */
  ProducerRecord<byte[], byte[]> sealed() {
    if (sealed == null) {
      throw new IllegalStateException("not sealed yet");
    }
    return sealed;
  }

  /** Where it was sealed. */
  Position position() {
    if (position == null) {
      throw new IllegalStateException("not sealed yet");
    }
    return position;
  }

  /** The caller no longer waits: what is not sealed yet need not be. */
  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Where the log has it; -1 if it has not. */
  long logOffset() {
    return logOffset;
  }

  /** Why the log did not take it; null if it did. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Tells the caller that the log has it, or that it has and its note was not kept. */
  void succeed() {
    Position at = position();
    Throwable unkept = note == null ? null : note.failure();
    if (unkept != null) {
      fail(unkept);
    } else if (!told) {
      told = true;
      caller.success(new Sent(at, logOffset));
    }
  }

  /** Tells the caller, once, that it waits for nothing. The envelope may still be repeated. */
  void fail(Throwable cause) {
    if (!told && !cancelled) {
      told = true;
      caller.error(cause);
    }
  }

  /** Forgets the last answer, before the log is asked again. */
  void repeat() {
    failure = null;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Long offset) {
    logOffset = offset;
  }

  @Override
  public void onComplete() {
    settled.accept(this);
  }

  @Override
  public void onError(Throwable error) {
    failure = error;
    settled.accept(this);
  }
}
