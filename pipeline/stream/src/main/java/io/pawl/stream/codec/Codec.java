package io.pawl.stream.codec;

import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.Topics;
import io.pawl.stream.registry.SchemaRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Between the values of Pawl's topics, Avro in the Confluent wire format, and records of the
 * domain. Safe for use by several threads.
 */
public final class Codec {
  /** The protocol's limit on a value, in bytes; a longer one is malformed whatever it holds. */
  public static final int MAX_VALUE_BYTES = 1_048_576;

  private Codec() {}

  /** A codec once {@code registry} has given the ids of all schemas that Pawl writes. */
  public static Mono<Codec> create(SchemaRegistry registry, Topics topics) {
    return Mono.error(new UnsupportedOperationException(registry + " " + topics));
  }

  /** The value of {@code record} on the log. */
  public byte[] encode(LogRecord record) {
    return new byte[0];
  }

  /** The value of {@code event} on the topic of accepted records. */
  public byte[] encode(Event event) {
    return new byte[0];
  }

  /** The value of {@code rejection} on the topic of rejected records. */
  public byte[] encode(Rejection rejection) {
    return new byte[0];
  }

  /**
   * Reads a value of the log. Ciphertexts and tags are views of {@code value}, which must not
   * change afterwards.
   */
  public Decoded<LogRecord> decodeLog(byte @Nullable [] value) {
    return new Decoded.Malformed<>("not yet");
  }

  /** Reads a value of the topic of accepted records. */
  public Decoded<Accepted> decodeAccepted(byte @Nullable [] value) {
    return new Decoded.Malformed<>("not yet");
  }

  /** Reads a value of the topic of rejected records. */
  public Decoded<Rejection> decodeRejected(byte @Nullable [] value) {
    return new Decoded.Malformed<>("not yet");
  }

  /**
   * Looks up what a {@link Decoded.Waiting} waits for. Completes when the next decoding of that id
   * will not wait; errors if the registry cannot be asked now, and may then be tried again.
   */
  public Mono<Void> resolve(int schemaId) {
    return Mono.empty();
  }
}
