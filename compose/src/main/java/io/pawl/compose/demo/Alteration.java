package io.pawl.compose.demo;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Offer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;

/**
 * The peers' records with something in them changed, and their tags and signatures as they were.
 */
final class Alteration {
  private static final int TAG_BYTES = 16;
  private static final int KEY_BYTES = 32;

  private Alteration() {}

  static Envelope named(Envelope e, ChannelId channel) {
    return new Envelope(
        channel, e.epoch(), e.direction(), e.slot(), e.counter(), e.ciphertext(), e.tag());
  }

  static Envelope inEpoch(Envelope e, int epoch) {
    return new Envelope(
        e.channel(), epoch, e.direction(), e.slot(), e.counter(), e.ciphertext(), e.tag());
  }

  static Envelope turned(Envelope e) {
    return new Envelope(
        e.channel(),
        e.epoch(),
        e.direction().opposite(),
        e.slot(),
        e.counter(),
        e.ciphertext(),
        e.tag());
  }

  static Envelope at(Envelope e, long slot, int counter) {
    return new Envelope(
        e.channel(), e.epoch(), e.direction(), slot, counter, e.ciphertext(), e.tag());
  }

  static Envelope sealed(Envelope e, Bytes ciphertext, Bytes tag) {
    return new Envelope(
        e.channel(), e.epoch(), e.direction(), e.slot(), e.counter(), ciphertext, tag);
  }

  /** With a ciphertext of the same length and a tag that mean nothing. */
  static Envelope emptied(Envelope e, Random random) {
    return sealed(e, Noise.bytes(e.ciphertext().length(), random), Noise.bytes(TAG_BYTES, random));
  }

  /** A well-formed OPEN of a new channel in the same peers' names; only its signature is wrong. */
  static Offer offer(Offer genuine, Random random) {
    byte[] x25519 = new byte[KEY_BYTES];
    random.nextBytes(x25519);
    x25519[KEY_BYTES - 1] &= 0x7f;
    MessageDigest name = Fingerprint.sha256();
    name.update("pawl/1 channel".getBytes(StandardCharsets.US_ASCII));
    name.update(genuine.initiator().toArray());
    name.update(genuine.responder().toArray());
    name.update(x25519);
    return new Offer(
        genuine.kind(),
        ChannelId.read(name.digest(), 0),
        genuine.epoch(),
        genuine.offerer(),
        genuine.initiator(),
        genuine.responder(),
        Bytes.wrap(x25519),
        genuine.mlkem(),
        genuine.reason(),
        genuine.anchor(),
        genuine.policy(),
        genuine.signature());
  }

  static Answer answer(Answer genuine, Random random) {
    return new Answer(
        genuine.channel(),
        genuine.offerId(),
        genuine.x25519(),
        genuine.mlkem(),
        Noise.flipped(genuine.grant(), 0, random),
        genuine.signature());
  }
}
