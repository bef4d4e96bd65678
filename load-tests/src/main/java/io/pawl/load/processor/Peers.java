package io.pawl.load.processor;

import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Both peers of one channel, from a seed: how they open it, and what they send. */
final class Peers {
  private static final int SECRET_BYTES = 32;

  private final Offer offer;
  private final Answer answer;
  private final byte[] admission;
  private final Sender[] senders = new Sender[2];
  private int sent;

  private Peers(Offer offer, Answer answer, EpochKeys keys) {
    this.offer = offer;
    this.answer = answer;
    this.admission = new byte[2 * SECRET_BYTES];
    for (Direction direction : Direction.values()) {
      Secret key = keys.admission(direction);
      System.arraycopy(key.toArray(), 0, admission, direction.code() * SECRET_BYTES, SECRET_BYTES);
      senders[direction.code()] =
          Sender.begin(
              new EpochDirection(offer.channel(), offer.epoch(), direction, offer.policy()),
              keys.chain(direction),
              key);
    }
  }

  /** Secret enough for a benchmark: the processors' key, known to all its processes. */
  static AgreementKey processorsKey() {
    return AgreementKey.of(Secret.owning(entropy(new SplittableRandom(1)).bytes(SECRET_BYTES)));
  }

  /** What a processor has of it. */
  static GrantKeys grantKeys() {
    return GrantKeys.of(List.of(processorsKey()));
  }

  /** As many channels in each partition as {@code load} asks for; by partition. */
  static List<List<Peers>> open(Load load) {
    Entropy entropy = entropy(new SplittableRandom(2));
    List<List<Peers>> opened = new ArrayList<>();
    for (int partition = 0; partition < load.partitions(); partition++) {
      List<Peers> here = new ArrayList<>();
      for (int i = 0; i < load.channelsPerPartition(); i++) {
        here.add(open(load, partition, entropy));
      }
      opened.add(here);
    }
    return opened;
  }

  /** A channel's partition is a hash of its keys: draws until one falls where it is wanted. */
  private static Peers open(Load load, int partition, Entropy entropy) {
    SigningKey initiator = SigningKey.fromSeed(Secret.owning(entropy.bytes(SECRET_BYTES)));
    SigningKey responder = SigningKey.fromSeed(Secret.owning(entropy.bytes(SECRET_BYTES)));
    Handshake.Offered offered;
    do {
      offered =
          Handshake.open(initiator, responder.publicKey(), policy(load), channel -> 0, entropy);
    } while (offered.offer().channel().partition(load.partitions()) != partition);
    Handshake.Answered answered =
        Handshake.answer(offered.offer(), responder, processorsKey().publicKey(), entropy, null);
    return new Peers(offered.offer(), answered.answer(), answered.keys());
  }

  private static Policy policy(Load load) {
    Policy defaults = Policy.DEFAULT;
    return new Policy(
        defaults.slotMessages(),
        defaults.overlap(),
        defaults.window(),
        load.cellBytes(),
        defaults.slotLookahead(),
        defaults.rekeyBurst(),
        defaults.idleBumps(),
        0,
        0,
        List.of());
  }

  private static Entropy entropy(SplittableRandom random) {
    return count -> {
      byte[] bytes = new byte[count];
      random.nextBytes(bytes);
      return bytes;
    };
  }

  ChannelId channel() {
    return offer.channel();
  }

  /** The offer and the answer that open the channel. */
  List<LogRecord> opening() {
    return List.of(offer, answer);
  }

  /** Both admission keys, 64 bytes, for contenders that do not open grants. */
  byte[] admission() {
    return admission.clone();
  }

  /** The next envelope, of the directions in turn. */
  Envelope seal(byte[] payload) {
    Sender sender = senders[sent++ & 1];
    sender.claimDue().ifPresent(sender::claimed);
    return sender.seal(payload);
  }
}
