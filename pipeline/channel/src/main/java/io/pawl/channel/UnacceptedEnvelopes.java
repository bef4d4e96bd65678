package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Position;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this end has sealed in this process and not seen accepted, in the order of its positions: by
 * it an envelope of ours that came too late is told from an old one that somebody wrote again. Safe
 * for use by many threads.
 */
final class UnacceptedEnvelopes {
  /**
   * A processor that is away leaves more than that. The oldest are forgotten then: it takes them
   * first when it is back.
   */
  private static final int MOST = 1_024;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  /** Its tag covers every byte of it. */
  private record Waiting(Position position, Bytes tag) {}

  synchronized void sealed(Envelope envelope) {
    if (waiting.size() == MOST) {
      waiting.removeFirst();
    }
    waiting.addLast(new Waiting(envelope.position(), envelope.tag()));
  }

  synchronized void accepted(Position position) {
    take(position, null);
  }

  /** Whether that very envelope was never accepted; it is not waited for any more. */
  synchronized boolean refused(Envelope envelope) {
    return take(envelope.position(), envelope.tag());
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Found at once, as a rule: only what was refused stays before it.
   *
   * @param tag null for any
   */
  private boolean take(Position position, @Nullable Bytes tag) {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      int order = next.position().compareTo(position);
      if (order > 0) {
        return false;
      }
      if (order == 0) {
        boolean same = tag == null || Objects.equals(tag, next.tag());
        if (same) {
          each.remove();
        }
        return same;
      }
    }
    return false;
  }
}
