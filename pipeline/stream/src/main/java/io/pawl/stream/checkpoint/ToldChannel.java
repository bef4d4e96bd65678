package io.pawl.stream.checkpoint;

import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import org.jspecify.annotations.Nullable;

/**
 * The latest that facts have told of one channel, in whatever order and how often they came: of
 * each kind the fact that includes most of the log, and nothing from before the channel's end.
 *
 * <p>The values are those of the facts, which nobody may change.
 */
public class ToldChannel {
  private static final long NEVER = -1;

  private byte @Nullable [] descriptor;
  private byte @Nullable [] position;

  /** A fact that the channel is closed, or forgotten. */
  private byte @Nullable [] end;

  private long described = NEVER;
  private long covered = NEVER;
  private long endedAt = NEVER;
  private boolean forgotten;
  private boolean opening;

  /** Of which nothing was told yet. */
  public ToldChannel() {}

  /**
   * Takes what a fact tells.
   *
   * @param value of the fact
   * @return false if more was known already; then nothing has changed
   */
  public final boolean tell(FactHead head, byte[] value) {
    return switch (head) {
      case FactHead.Descriptor(var channel, long asOf, boolean isOpening) -> {
        if (asOf < described || asOf <= endedAt) {
          yield false;
        }
        descriptor = value;
        described = asOf;
        opening = isOpening;
        begin();
        yield true;
      }
      case FactHead.Position(var channel, long asOf) -> {
        if (asOf < covered || asOf <= endedAt) {
          yield false;
        }
        position = value;
        covered = asOf;
        begin();
        yield true;
      }
      case FactHead.Other(Fact.Closed(var channel, long closedAt)) -> end(closedAt, false, value);
      case FactHead.Other(Fact.Forgotten(var channel, long forgottenAt)) ->
          end(forgottenAt, true, value);
      case FactHead.Other other ->
          throw new IllegalArgumentException(other.fact() + " is about no channel");
    };
  }

  /** An OPEN that gave way to others may be offered again. */
  private void begin() {
    end = null;
    endedAt = NEVER;
  }

  private boolean end(long asOf, boolean isForgotten, byte[] value) {
    if (asOf < described || asOf < covered || asOf < endedAt) {
      return false;
    }
    descriptor = null;
    described = NEVER;
    position = null;
    covered = NEVER;
    end = value;
    endedAt = asOf;
    forgotten = isForgotten;
    return true;
  }

  /** The fact of a channel's kind that holds; null if none does. */
  public final byte @Nullable [] value(CheckpointKey.Kind kind) {
    return switch (kind) {
      case DESCRIPTOR -> descriptor;
      case POSITION -> position;
      case CLOSED -> forgotten ? null : end;
      case FORGOTTEN -> forgotten ? end : null;
      default -> throw new IllegalArgumentException("no channel has a " + kind);
    };
  }

  /** Up to which offset of the log the descriptor holds; -1 if there is none. */
  public final long described() {
    return described;
  }

  /** Up to which offset of the log the position holds; -1 if there is none. */
  public final long covered() {
    return covered;
  }

  /** Offset of the log where the channel was closed or forgotten; -1 if it is alive. */
  public final long endedAt() {
    return endedAt;
  }

  /** Whether only an OPEN is pending, as far as the descriptor tells. */
  public final boolean opening() {
    return descriptor != null && opening;
  }

  /** Whether there is a position of a channel that nothing describes. */
  public final boolean isUndescribed() {
    return descriptor == null && position != null;
  }
}
