package io.pawl.compose.demo;

import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the adversary's records out of the peers', and remembers what it has made. */
final class Forge {
  private static final int TAG_BYTES = 16;
  private static final int SIGNATURE_BYTES = 64;
  private static final int DIGEST_BYTES = 32;

  /** Over the protocol's limit of 1 MiB for a value, and within the log's, 4 KiB above that. */
  private static final int OVERSIZED_BYTES = 1_048_576 + 1_024;

  /** How far is far, where it must be beyond every limit of a policy. */
  private static final int FAR = 1_000_000;

  private final String topic;
  private final int partitions;
  private final Wire wire;
  private final Set<Long> made = new HashSet<>();
  private boolean madeOversized;

  Forge(String topic, int partitions, Wire wire) {
    this.topic = topic;
    this.partitions = partitions;
    this.wire = wire;
  }

  /** Whether these bytes were made here, and are no copy of the peers'. */
  boolean hasMade(Bytes value) {
    return made.contains(fingerprint(value));
  }

  /** The attack's record; null if it takes something that was not seen on this channel yet. */
  @Nullable ProducerRecord<byte[], byte[]> make(Attack attack, Target target) {
    Random random = target.random();
    return switch (attack) {
      case REPLAY_RECENT -> target.last() == null ? null : replayed(target, target.last().value());
      case REPLAY_OLD -> replayed(target, target.remembered());
      case REPLAY_OFFER -> replayed(target, target.offer().value());
      case REPLAY_ANSWER ->
          target.answer() == null ? null : replayed(target, target.answer().value());

      case FLIP_CHANNEL ->
          altered(target, e -> Alteration.named(e, Noise.flipped(e.channel(), random)));
      case FLIP_EPOCH ->
          altered(target, e -> Alteration.inEpoch(e, e.epoch() ^ 1 << random.nextInt(32)));
      case FLIP_DIRECTION -> altered(target, Alteration::turned);
      case FLIP_SLOT ->
          altered(target, e -> Alteration.at(e, e.slot() ^ 1L << random.nextInt(64), e.counter()));
      case FLIP_COUNTER ->
          altered(target, e -> Alteration.at(e, e.slot(), e.counter() ^ 1 << random.nextInt(32)));
      case FLIP_CIPHERTEXT ->
          altered(
              target, e -> Alteration.sealed(e, Noise.flipped(e.ciphertext(), 0, random), e.tag()));
      case FLIP_TAG ->
          altered(
              target, e -> Alteration.sealed(e, e.ciphertext(), Noise.flipped(e.tag(), 0, random)));
      case FLIP_ANYWHERE ->
          mangled(target, value -> Noise.flip(value, Noise.WIRE_PREFIX_BYTES, random));

      case FORGED_ENVELOPE ->
          altered(
              target, e -> Alteration.emptied(Alteration.at(e, e.slot(), e.counter() + 1), random));
      case FORGED_SIZE ->
          altered(
              target,
              e -> {
                int cellBytes = target.offer().record().policy().cellBytes();
                int odd = TAG_BYTES + 1 + random.nextInt(cellBytes - 1);
                return Alteration.sealed(e, Noise.bytes(odd, random), e.tag());
              });
      case FAR_COUNTER ->
          altered(
              target,
              e ->
                  Alteration.emptied(
                      Alteration.at(e, e.slot(), e.counter() + FAR + random.nextInt(FAR)), random));
      case FAR_SLOT ->
          altered(
              target,
              e ->
                  Alteration.emptied(
                      Alteration.at(e, e.slot() + FAR + random.nextInt(FAR), 0), random));
      case FORGED_OFFER -> forged(Alteration.offer(target.offer().record(), random));
      case FORGED_ANSWER ->
          target.answer() == null
              ? null
              : forged(Alteration.answer(target.answer().record(), random));
      case FORGED_APPROVAL ->
          forged(
              new Approval(
                  target.channel(),
                  Noise.bytes(DIGEST_BYTES, random),
                  0,
                  Noise.bytes(SIGNATURE_BYTES, random)));
      case FORGED_CLOSE ->
          forged(
              new Close(
                  target.channel(),
                  Direction.of(random.nextInt(2)),
                  Noise.bytes(SIGNATURE_BYTES, random)));
      case UNKNOWN_CHANNEL ->
          altered(
              target,
              e -> Alteration.named(e, new ChannelId(random.nextLong(), random.nextLong())));

      case GARBAGE -> forged(target.channel(), Noise.garbage(random));
      case UNKNOWN_SCHEMA -> forged(target.channel(), Noise.unknownSchema(random));
      case TRUNCATED ->
          mangled(
              target,
              value -> Arrays.copyOf(value, value.length - 1 - random.nextInt(2 * TAG_BYTES)));
      case TRAILING ->
          mangled(target, value -> Arrays.copyOf(value, value.length + 1 + random.nextInt(8)));
      case TOMBSTONE -> record(home(target.channel()), target.channel().toBytes(), null);
      case WRONG_KEY ->
          misplaced(target, home(target.channel()), Noise.wrongKey(target.channel(), random));
      case WRONG_PARTITION ->
          partitions == 1
              ? null
              : misplaced(
                  target,
                  (home(target.channel()) + 1 + random.nextInt(partitions - 1)) % partitions,
                  target.channel().toBytes());
      case OVERSIZED -> oversized(target);
    };
  }

  private int home(ChannelId channel) {
    return channel.partition(partitions);
  }

  private ProducerRecord<byte[], byte[]> record(
      int partition, byte @Nullable [] key, byte @Nullable [] value) {
    return new ProducerRecord<>(topic, partition, key, value);
  }

  private ProducerRecord<byte[], byte[]> forged(ChannelId channel, byte[] value) {
    made.add(Fingerprint.of(value));
    return record(home(channel), channel.toBytes(), value);
  }

  private ProducerRecord<byte[], byte[]> forged(LogRecord record) {
    return forged(record.channel(), wire.encode(record));
  }

  private @Nullable ProducerRecord<byte[], byte[]> replayed(Target target, @Nullable Bytes value) {
    return value == null
        ? null
        : record(home(target.channel()), target.channel().toBytes(), value.toArray());
  }

  private @Nullable ProducerRecord<byte[], byte[]> misplaced(
      Target target, int partition, byte @Nullable [] key) {
    var last = target.last();
    return last == null ? null : record(partition, key, last.value().toArray());
  }

  private @Nullable ProducerRecord<byte[], byte[]> altered(
      Target target, UnaryOperator<Envelope> alteration) {
    var last = target.last();
    return last == null ? null : forged(alteration.apply(last.record()));
  }

  private @Nullable ProducerRecord<byte[], byte[]> mangled(
      Target target, UnaryOperator<byte[]> mangling) {
    var last = target.last();
    return last == null ? null : forged(target.channel(), mangling.apply(last.value().toArray()));
  }

  private @Nullable ProducerRecord<byte[], byte[]> oversized(Target target) {
    if (madeOversized || target.last() == null) {
      return null;
    }
    madeOversized = true;
    return mangled(target, value -> Arrays.copyOf(value, OVERSIZED_BYTES));
  }

  private static long fingerprint(Bytes value) {
    return Fingerprint.of(value.array(), value.offset(), value.length());
  }
}
