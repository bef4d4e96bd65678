package io.pawl.ratchet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slot keys that a receiver holds: of the previous and the current slot, and the next two. The
 * chain stands behind those, so that what it could still derive is only the future.
 */
final class ReceiverKeys {
  /** Slots whose keys are derived ahead of need. */
  private static final int AHEAD = 2;

  private final SlotChain chain;
  private final Deque<SlotKey> ahead = new ArrayDeque<>(AHEAD);
  private @Nullable SlotKey previous;
  private SlotKey current;

  private ReceiverKeys(SlotChain chain, @Nullable SlotKey previous, SlotKey current) {
    this.chain = chain;
    this.previous = previous;
    this.current = current;
  }

  static ReceiverKeys begin(SlotChain chain) {
    SlotKey first = chain.key();
    chain.advance();
    ReceiverKeys keys = new ReceiverKeys(chain, null, first);
    keys.deriveAhead();
    return keys;
  }

  static ReceiverKeys restore(Receiver.State state) {
    ReceiverKeys keys = new ReceiverKeys(state.chain(), state.previous(), state.current());
    keys.ahead.addAll(state.ahead());
    keys.deriveAhead();
    return keys;
  }

  /**
   * The key of a slot: one of those held, or, up to {@code lookahead} slots ahead, a fresh one that
   * must be released or advanced to. Null if the slot's key is erased, or the slot too far.
   */
  @Nullable SlotKey of(long slot, int lookahead) {
    SlotKey held = held(slot);
    if (held != null || slot < chain.slot() || slot - current.slot() > lookahead) {
      return held;
    }
    SlotChain walker = chain.copy();
    while (walker.slot() < slot) {
      walker.advance();
    }
    SlotKey key = walker.key();
    walker.erase();
    return key;
  }

  private @Nullable SlotKey held(long slot) {
    if (slot == current.slot()) {
      return current;
    }
    if (previous != null && slot == previous.slot()) {
      return previous;
    }
    for (SlotKey key : ahead) {
      if (slot == key.slot()) {
        return key;
      }
    }
    return null;
  }

  /** Erases a key that {@link #of} gave, unless it is one of those held. */
  void release(SlotKey key) {
    if (held(key.slot()) == null) {
      key.erase();
    }
  }

  /** The slot of {@code key} begins: skipped ones and the one before the last are gone. */
  void advance(SlotKey key) {
    dropPrevious();
    previous = current;
    current = key;
    while (!ahead.isEmpty() && ahead.getFirst().slot() <= key.slot()) {
      SlotKey passed = ahead.removeFirst();
      if (passed.slot() != key.slot()) {
        passed.erase();
      }
    }
    while (chain.slot() <= key.slot()) {
      chain.advance();
    }
    deriveAhead();
  }

  void dropPrevious() {
    if (previous != null) {
      previous.erase();
      previous = null;
    }
  }

  private void deriveAhead() {
    while (ahead.size() < AHEAD) {
      ahead.addLast(chain.key());
      chain.advance();
    }
  }

  Receiver.State state(ChannelPosition.InEpoch windows) {
    return new Receiver.State(
        windows,
        previous == null ? null : previous.copy(),
        current.copy(),
        List.copyOf(ahead.stream().map(SlotKey::copy).toList()),
        chain.copy());
  }

  void erase() {
    dropPrevious();
    current.erase();
    ahead.forEach(SlotKey::erase);
    chain.erase();
  }
}
