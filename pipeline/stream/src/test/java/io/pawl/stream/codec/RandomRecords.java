package io.pawl.stream.codec;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
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
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

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
    List<Bytes> approvers = Stream.generate(() -> bytes(32)).limit(random.nextInt(20)).toList();
    return new Policy(
        number(), number(), number(), number(), number(), number(), number(), number(), number(),
        approvers);
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
