package io.pawl.stream.codec;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** Records with any contents that their types allow, extremes often. */
final class RandomRecords {
  private final SplittableRandom random;

  RandomRecords(long seed) {
    random = new SplittableRandom(seed);
  }

  Envelope envelope() {
    return new Envelope(
        channel(),
        number(),
        direction(),
        bigNumber(),
        number(),
        bytes(random.nextInt(3_000)),
        bytes(16));
  }

  Offer offer() {
    return new Offer(
        pick(Kind.values()),
        channel(),
        number(),
        direction(),
        bytes(32),
        bytes(32),
        bytes(32),
        bytes(random.nextBoolean() ? 1_184 : random.nextInt(5)),
        pick(Reason.values()),
        bigNumber(),
        policy(),
        bytes(64));
  }

  Policy policy() {
    return new Policy(
        number(),
        number(),
        number(),
        number(),
        number(),
        number(),
        number(),
        number(),
        number(),
        list(20, () -> bytes(32)));
  }

  LogRecord logRecord() {
    return switch (random.nextInt(5)) {
      case 0 -> envelope();
      case 1 -> offer();
      case 2 -> new Answer(channel(), bytes(32), bytes(32), bytes(1_088), bytes(116), bytes(64));
      case 3 -> new Approval(channel(), bytes(32), number(), bytes(64));
      default -> new Close(channel(), direction(), bytes(64));
    };
  }

  Event event() {
    return switch (random.nextInt(3)) {
      case 0 ->
          new Event.Activated(
              channel(), number(), pick(Kind.values()), bytes(32), bytes(32), bigNumber());
      case 1 ->
          new Event.Refused(
              channel(), refusal(), pick(Kind.values()), number(), bytes(32), bigNumber());
      default ->
          new Event.ReestablishRequired(
              channel(), number(), direction(), refusal(), random.nextBoolean(), bigNumber());
    };
  }

  Rejection rejection() {
    return random.nextBoolean()
        ? new Rejection(
            null, refusal(), pick(Action.values()), null, null, null, null, number(), bigNumber())
        : new Rejection(
            channel(),
            refusal(),
            pick(Action.values()),
            number(),
            direction(),
            bigNumber(),
            number(),
            number(),
            bigNumber());
  }

  Fact fact() {
    return switch (random.nextInt(6)) {
      case 0 -> new Fact.Descriptor(descriptor(), bigNumber());
      case 1 -> new Fact.Position(position(), bigNumber());
      case 2 -> new Fact.Closed(channel(), bigNumber());
      case 3 -> new Fact.Forgotten(channel(), bigNumber());
      case 4 -> new Fact.SchemaSeen(number(), bigNumber());
      default -> new Fact.Barrier(bigNumber(), log());
    };
  }

  Checkpoint checkpoint() {
    return switch (random.nextInt(8)) {
      case 0 -> mark();
      case 1 -> new Checkpoint.PartitionSnapshot(mark(), bigNumber());
      case 2 -> page();
      default -> fact();
    };
  }

  private Checkpoint.Page page() {
    List<Bytes> entries = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      entries.add(bytes(random.nextInt(300)));
    }
    return new Checkpoint.Page(random.nextInt(Checkpoint.Page.COUNT), entries);
  }

  private Checkpoint.FoldMark mark() {
    return new Checkpoint.FoldMark(bigNumber(), bigNumber(), bytes(32), log());
  }

  private LogIdentity log() {
    return new LogIdentity(new Uuid(random.nextLong(), random.nextLong()), number());
  }

  Identity identity() {
    return new Identity("Zoë " + random.nextInt(), random.nextBoolean() ? "" : "billing");
  }

  private ChannelDescriptor descriptor() {
    return new ChannelDescriptor(
        channel(),
        bytes(32),
        bytes(32),
        random.nextBoolean() ? null : epoch(),
        random.nextBoolean() ? null : epoch(),
        random.nextBoolean() ? null : pending(),
        list(32, random::nextLong),
        list(5, () -> new ChannelDescriptor.Activation(bigNumber(), bigNumber())),
        list(5, () -> new ChannelDescriptor.Activation(bigNumber(), bigNumber())));
  }

  private ChannelDescriptor.KeyEpoch epoch() {
    return new ChannelDescriptor.KeyEpoch(number(), policy(), bigNumber(), bytes(96));
  }

  private ChannelDescriptor.Pending pending() {
    return new ChannelDescriptor.Pending(
        bytes(32),
        pick(Kind.values()),
        number(),
        direction(),
        pick(Reason.values()),
        bigNumber(),
        policy(),
        bigNumber(),
        bigNumber(),
        random.nextBoolean() ? null : bytes(96),
        number());
  }

  private ChannelPosition position() {
    return new ChannelPosition(channel(), number(), bigNumber(), inDirection(), inDirection());
  }

  private ChannelPosition.InDirection inDirection() {
    return new ChannelPosition.InDirection(
        random.nextBoolean() ? null : inEpoch(),
        random.nextBoolean() ? null : inEpoch(),
        number(),
        bigNumber());
  }

  private ChannelPosition.InEpoch inEpoch() {
    int bits = 64 * (1 + random.nextInt(random.nextBoolean() ? 2 : 64));
    return new ChannelPosition.InEpoch(
        window(bits, random.nextInt(3 * bits) - 1, random.nextInt(101)),
        random.nextBoolean() ? null : window(bits, random.nextInt(65_536), 100),
        number(),
        random.nextBoolean());
  }

  /** A window up to {@code top}, with so many percent of the counters below it seen. */
  ChannelPosition.InSlot window(int bits, int top, int percent) {
    byte[] ring = new byte[bits / 8];
    var words = ByteBuffer.wrap(ring).asLongBuffer();
    for (int c = Math.max(0, top - bits + 1); c <= top; c++) {
      if (c == top || random.nextInt(100) < percent) {
        int word = c % bits / 64;
        words.put(word, words.get(word) | 1L << (c % 64));
      }
    }
    return new ChannelPosition.InSlot(bigNumber(), top, Bytes.wrap(ring));
  }

  private <T> List<T> list(int most, Supplier<T> item) {
    return Stream.generate(item).limit(random.nextInt(most + 1)).toList();
  }

  ChannelId channel() {
    return new ChannelId(random.nextLong(), random.nextLong());
  }

  Direction direction() {
    return pick(Direction.values());
  }

  Refusal refusal() {
    return pick(Refusal.values());
  }

  int number() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> Integer.MAX_VALUE;
      case 3 -> Integer.MIN_VALUE;
      default -> random.nextInt() >> random.nextInt(32);
    };
  }

  long bigNumber() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> Long.MAX_VALUE;
      case 3 -> Long.MIN_VALUE;
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  Bytes bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
