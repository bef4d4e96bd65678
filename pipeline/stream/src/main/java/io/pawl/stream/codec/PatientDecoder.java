package io.pawl.stream.codec;

import io.pawl.ratchet.LogRecord;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decodes on a thread that may wait for the schema registry, as a recovery may: what it gives is
 * never {@link Decoded.Waiting}.
 *
 * <p>All calls throw what {@link Codec#resolve} errors with, and {@code IllegalStateException} if
 * the registry gave no answer in time.
 */
public final class PatientDecoder {
  private final Codec codec;
  private final Duration patience;

  /** Waits for each schema id up to {@code patience}. */
  public PatientDecoder(Codec codec, Duration patience) {
    this.codec = codec;
    this.patience = patience;
  }

  /** As {@link Codec#decodeLog}. */
  public Decoded<LogRecord> log(byte @Nullable [] value) {
    return decode(value, codec::decodeLog);
  }

  /** As {@link Codec#decodeAccepted}. */
  public Decoded<Accepted> accepted(byte @Nullable [] value) {
    return decode(value, codec::decodeAccepted);
  }

  /** As {@link Codec#decodeRejected}. */
  public Decoded<Rejection> rejected(byte @Nullable [] value) {
    return decode(value, codec::decodeRejected);
  }

  /** As {@link Codec#decodeFact}. */
  public Decoded<Fact> fact(byte @Nullable [] value) {
    return decode(value, codec::decodeFact);
  }

  /** As {@link Codec#decodeHead}. */
  public Decoded<FactHead> head(byte @Nullable [] value) {
    return decode(value, codec::decodeHead);
  }

  /** As {@link Codec#decodeCheckpoint}. */
  public Decoded<Checkpoint> checkpoint(byte @Nullable [] value) {
    return decode(value, codec::decodeCheckpoint);
  }

  private <T> Decoded<T> decode(
      byte @Nullable [] value, Function<byte @Nullable [], Decoded<T>> decoding) {
    Decoded<T> decoded = decoding.apply(value);
    while (decoded instanceof Decoded.Waiting<T>(int schemaId)) {
      codec.resolve(schemaId).block(patience);
      decoded = decoding.apply(value);
    }
    return decoded;
  }
}
