package io.pawl.load.scenario;

import io.pawl.load.traffic.Pair;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Receiver;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The peers that receive: opens what is accepted with keys of the channel's other end, and looks
 * that each message comes once. Channels may come from any thread; opening is for one.
 */
final class Reception {
  private final Map<ChannelId, Map<Direction, Receiver>> ends = new ConcurrentHashMap<>();
  private final BitSet numbers = new BitSet();
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();

  /** A payload that says which message it is, as long as asked for. */
  static byte[] payload(long number, int bytes) {
    return ByteBuffer.allocate(bytes).putLong(0, number).array();
  }

  /** A channel is open. */
  void expect(Pair pair) {
    ends.put(pair.channel(), pair.receivers());
  }

  /** A channel is closed, and nothing more is accepted in it. */
  void forget(ChannelId channel) {
    ends.remove(channel);
  }

  /** An envelope was accepted; nothing happens if it is of a channel whose keys nobody has. */
  void open(Envelope envelope) {
    Map<Direction, Receiver> end = ends.get(envelope.channel());
    if (end == null) {
      unknown.getAndIncrement();
      return;
    }
    switch (Objects.requireNonNull(end.get(envelope.direction())).open(envelope)) {
      case Receipt.Opened message -> {
        int number = Math.toIntExact(ByteBuffer.wrap(message.payload()).getLong());
        if (numbers.get(number)) {
          failed.getAndIncrement();
        } else {
          numbers.set(number);
          opened.getAndIncrement();
        }
      }
      case Receipt.Refused _, Receipt.NotAuthentic _ -> failed.getAndIncrement();
    }
  }

  /** Messages opened, each once. */
  long opened() {
    return opened.get();
  }

  /** Accepted envelopes of channels that were drawn: nobody has keys to open them. */
  long unknown() {
    return unknown.get();
  }

  /** Accepted envelopes that did not open, or whose message was here already. */
  long failed() {
    return failed.get();
  }
}
