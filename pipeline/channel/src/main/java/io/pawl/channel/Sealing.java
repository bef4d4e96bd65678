package io.pawl.channel;

import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Position;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Seals a channel's messages in the epoch that it sends in, after the vault has their slot's claim,
 * and remembers of them what is asked for until the log has them. For the one whose turn it is,
 * where nothing else is said.
 */
final class Sealing {
  private final Connection connection;
  private final Vault vault;
  private final Runnable wake;

  /** Notes of envelopes that this end may still write. */
  private final Map<Position, Note> notes = new ConcurrentHashMap<>();

  private final UnacceptedEnvelopes unaccepted = new UnacceptedEnvelopes();
  private @Nullable SendingEpoch epoch;
  private @Nullable SlotClaims claims;

  /** Where the log has what it acknowledged last. */
  private long loggedAt;

  /** A log offset that the channel's partition has reached, whoever wrote there. */
  private volatile long logReached;

  /**
   * @param loggedAt a log offset up to which the log is known to have what was sealed before
   * @param wake told when a claim or a note is done: time for another turn
   */
  Sealing(Connection connection, Vault vault, long loggedAt, Runnable wake) {
    this.connection = connection;
    this.vault = vault;
    this.loggedAt = loggedAt;
    this.wake = wake;
  }

  /** Another epoch, or none, takes the place of the one before, whose keys are erased. */
  void change(@Nullable SendingEpoch next) {
    SendingEpoch before = epoch;
    if (before != next) {
      epoch = next;
      claims = next == null ? null : new SlotClaims(vault, next, () -> loggedAt, wake);
      if (before != null) {
        before.erase();
      }
    }
  }

  /** What is sealed in; null if nothing can be sealed. */
  @Nullable SendingEpoch epoch() {
    return epoch;
  }

  /**
   * Asks for the claim that is due.
   *
   * @return why the one that sealing waits for failed; null if none did. The next call asks again
   */
  @Nullable Throwable advance() {
    return claims == null ? null : claims.advance();
  }

  /** Seals it, and asks for its note. */
  void seal(SendingEpoch with, Dispatch next) {
    Envelope envelope = with.seal(next.payload());
    unaccepted.sealed(envelope);
    next.sealed(envelope.position(), connection.toKafka(envelope));
    connection.metrics().sealed();
    Note note = next.note();
    if (note != null) {
      notes.put(envelope.position(), note);
      long reached = Math.max(loggedAt, logReached);
      note.take(new Sealed(envelope.position(), envelope.tag(), reached), wake);
    }
  }

  /** The log has it. */
  void acknowledged(Dispatch dispatch) {
    loggedAt = Math.max(loggedAt, dispatch.logOffset());
    if (epoch != null && claims != null) {
      epoch.logged(dispatch.position());
      claims.logged();
    }
    connection.metrics().acknowledged();
    settle(dispatch);
  }

  /** The log has not got it from us, and will not. */
  void abandoned(Dispatch dispatch) {
    connection.metrics().abandoned();
    settle(dispatch);
  }

  private void settle(Dispatch dispatch) {
    Note note = dispatch.note();
    if (note != null) {
      notes.remove(note.position());
      note.settle();
    }
  }

  /** The note of that envelope, while this end may still write it; null otherwise. Any thread. */
  @Nullable Note note(Position position) {
    return notes.get(position);
  }

  /** What was sealed and not seen accepted. Any thread. */
  UnacceptedEnvelopes unaccepted() {
    return unaccepted;
  }

  /** The channel's partition of the log has come to that offset. Any thread, one at a time. */
  void elapse(long logOffset) {
    if (logOffset > logReached) {
      logReached = logOffset;
    }
  }

  /** Erases the keys that it seals with. */
  void erase() {
    if (epoch != null) {
      epoch.erase();
      claims = null;
    }
  }
}
