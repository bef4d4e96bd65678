package io.pawl.compose.demo;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One channel as its adversary knows it: what the peers wrote, and what is yet to be tried. */
final class Target {
  /** With the last one, about 10 KiB a channel where messages are short. */
  private static final int MAX_REMEMBERED = 8;

  /** Longer ones are not kept, so that an input of long lines does not fill the heap. */
  private static final int MAX_REMEMBERED_BYTES = 16 * 1024;

  /** A record of the peers', with the bytes that it came in. */
  record Seen<T>(T record, Bytes value) {}

  private final Seen<Offer> offer;
  private @Nullable Seen<Answer> answer;
  private @Nullable Seen<Envelope> last;
  private final Map<Direction, Position> highest = new EnumMap<>(Direction.class);
  private final List<Bytes> remembered = new ArrayList<>();
  private long noted;

  private final Random random;
  private final int pace;
  private final List<Attack> order;
  private int made;
  private int untilNext;

  /**
   * @param pace envelopes from one attack to the next, on average
   */
  Target(Offer offer, Bytes value, long seed, int pace) {
    this.offer = new Seen<>(offer, value);
    ChannelId channel = offer.channel();
    this.random = new Random(seed ^ channel.high() ^ Long.rotateLeft(channel.low(), 32));
    this.pace = pace;
    this.order = new ArrayList<>(List.of(Attack.values()));
    Collections.shuffle(order, random);
    this.untilNext = pause();
  }

  /** Takes note of the channel's answer; false if it has one already. */
  boolean note(Answer next, Bytes value) {
    if (answer != null) {
      return false;
    }
    answer = new Seen<>(next, value);
    return true;
  }

  /** Takes note of the peers' next envelope; false if it is no news, but a copy of an old one. */
  boolean note(Envelope envelope, Bytes value) {
    Position before = highest.get(envelope.direction());
    if (before != null && before.compareTo(envelope.position()) >= 0) {
      return false;
    }
    highest.put(envelope.direction(), envelope.position());
    last = new Seen<>(envelope, value);
    remember(value);
    return true;
  }

  /** Keeps a uniform choice of all that went by (reservoir sampling). */
  private void remember(Bytes value) {
    if (value.length() > MAX_REMEMBERED_BYTES) {
      return;
    }
    noted++;
    if (remembered.size() < MAX_REMEMBERED) {
      remembered.add(value);
      return;
    }
    long place = random.nextLong(noted);
    if (place < MAX_REMEMBERED) {
      remembered.set((int) place, value);
    }
  }

  ChannelId channel() {
    return offer.record().channel();
  }

  Random random() {
    return random;
  }

  Seen<Offer> offer() {
    return offer;
  }

  /** Null before it was seen. */
  @Nullable Seen<Answer> answer() {
    return answer;
  }

  /** The peers' last envelope, of either direction; null before the first. */
  @Nullable Seen<Envelope> last() {
    return last;
  }

  /** The bytes of an envelope of some time ago; null before the first. */
  @Nullable Bytes remembered() {
    return remembered.isEmpty() ? null : remembered.get(random.nextInt(remembered.size()));
  }

  /** Counts one envelope, and tells whether it is time for an attack. */
  boolean isDue() {
    untilNext--;
    if (untilNext > 0) {
      return false;
    }
    untilNext = pause();
    return true;
  }

  private int pause() {
    return 1 + random.nextInt(2 * pace - 1);
  }

  /** The next attack in this channel's order, which begins anew at its end. */
  Attack next() {
    Attack attack = order.get(made % order.size());
    made++;
    return attack;
  }

  /** Whether each attack has had its turn. */
  boolean hasSeenAll() {
    return made >= order.size();
  }
}
