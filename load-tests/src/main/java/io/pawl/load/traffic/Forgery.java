package io.pawl.load.traffic;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What somebody without keys makes of the records he sees. */
public final class Forgery {
  private static final int SIGNATURE_BYTES = 64;
  private static final int DIGEST_BYTES = 32;
  private static final int MAX_GARBAGE_BYTES = 300;

  /** Registries count up from 1: none gets this far. */
  private static final int UNKNOWN_SCHEMA_ID = 0x7fff_fff0;

  /** The magic byte and the schema id before a record. */
  private static final int PREFIX_BYTES = 5;

  /** Over the protocol's limit of 1 MiB for a value, and within the log's, 4 KiB above that. */
  private static final int OVERSIZED_BYTES = 1_048_576 + 1_024;

  /** How far is far, where it must be beyond every limit of a policy. */
  private static final int FAR = 1_000_000;

  /** A megabyte takes a hundred times as long as what else is written: one record in so many. */
  private static final int OVERSIZED_EVERY = 500;

  private final SplittableRandom random;
  private final SharedLog log;

  /** What {@code random} decides goes to {@code log}. */
  public Forgery(SplittableRandom random, SharedLog log) {
    this.random = random;
    this.log = log;
  }

  /** Writes an envelope that differs from a real one. */
  public void alterEnvelope(Envelope real) {
    log.forge(
        switch (random.nextInt(8)) {
          case 0 -> with(real, real.ciphertext(), flipped(real.tag()));
          case 1 -> with(real, flipped(real.ciphertext()), real.tag());
          case 2 -> at(real, real.epoch(), real.direction(), real.slot(), real.counter() + 1);
          case 3 -> at(real, real.epoch(), real.direction(), real.slot() + 1, real.counter());
          case 4 ->
              at(
                  real,
                  real.epoch(),
                  real.direction(),
                  real.slot() + FAR,
                  real.counter() + random.nextInt(FAR));
          case 5 ->
              at(real, real.epoch(), real.direction().opposite(), real.slot(), real.counter());
          case 6 -> at(real, real.epoch() + 1, real.direction(), real.slot(), real.counter());
          default -> elsewhere(real, new ChannelId(random.nextLong(), random.nextLong()));
        });
  }

  /** Writes a transition of the channel that neither peer signed. */
  public void forgeTransition(Offer last, Answer answer) {
    log.forge(
        switch (random.nextInt(4)) {
          case 0 ->
              new Close(last.channel(), Direction.of(random.nextInt(2)), noise(SIGNATURE_BYTES));
          case 1 -> new Approval(last.channel(), noise(DIGEST_BYTES), 0, noise(SIGNATURE_BYTES));
          case 2 ->
              new Answer(
                  last.channel(),
                  answer.offerId(),
                  answer.x25519(),
                  answer.mlkem(),
                  flipped(answer.grant()),
                  answer.signature());
          default ->
              new Offer(
                  last.kind(),
                  last.channel(),
                  last.epoch() + 1,
                  last.offerer(),
                  last.initiator(),
                  last.responder(),
                  last.x25519(),
                  last.mlkem(),
                  last.reason(),
                  0,
                  last.policy(),
                  flipped(last.signature()));
        });
  }

  /** Writes what is no record, or none of where it stands. */
  public void garble(LogRecord real) {
    byte[] key = real.channel().toBytes();
    byte[] value = log.encode(real);
    int home = log.home(real.channel());
    switch (random.nextInt(7)) {
      case 0 -> log.malformed(home, key, garbage());
      case 1 -> log.malformed(home, key, null);
      case 2 -> log.malformed(home, key, Arrays.copyOf(value, value.length - 1));
      case 3 -> log.malformed(home, key, Arrays.copyOf(value, value.length + 1));
      case 4 -> log.malformed(home, random.nextBoolean() ? null : Arrays.copyOf(key, 15), value);
      case 5 -> log.malformed((home + 1) % log.partitions(), key, value);
      default ->
          log.malformed(
              home,
              key,
              random.nextInt(OVERSIZED_EVERY) == 0
                  ? Arrays.copyOf(value, OVERSIZED_BYTES)
                  : unknownSchema());
    }
  }

  private byte[] garbage() {
    byte[] bytes = noise(1 + random.nextInt(MAX_GARBAGE_BYTES)).array();
    bytes[0] |= 1;
    return bytes;
  }

  private byte[] unknownSchema() {
    byte[] bytes = noise(PREFIX_BYTES + random.nextInt(MAX_GARBAGE_BYTES)).array();
    ByteBuffer.wrap(bytes).put((byte) 0).putInt(UNKNOWN_SCHEMA_ID + random.nextInt(8));
    return bytes;
  }

  private Bytes noise(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private Bytes flipped(Bytes real) {
    byte[] bytes = real.toArray();
    int bit = random.nextInt(Byte.SIZE * bytes.length);
    bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return Bytes.wrap(bytes);
  }

  private static Envelope with(Envelope e, Bytes ciphertext, Bytes tag) {
    return new Envelope(
        e.channel(), e.epoch(), e.direction(), e.slot(), e.counter(), ciphertext, tag);
  }

  private static Envelope at(Envelope e, int epoch, Direction direction, long slot, int counter) {
    return new Envelope(e.channel(), epoch, direction, slot, counter, e.ciphertext(), e.tag());
  }

  private static Envelope elsewhere(Envelope e, ChannelId channel) {
    return new Envelope(
        channel, e.epoch(), e.direction(), e.slot(), e.counter(), e.ciphertext(), e.tag());
  }
}
