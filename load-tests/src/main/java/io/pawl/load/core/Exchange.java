package io.pawl.load.core;

import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import io.pawl.ratchet.SlotChain;
import io.pawl.ratchet.Snapshot;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/** A channel that is open, from a seed: one direction's sender and receiver, and its partition. */
final class Exchange {
  /** Payloads of 400 bytes in cells of 496: envelopes with 512 bytes of ciphertext. */
  static final int PAYLOAD_BYTES = 400;

  private static final int CELL_BYTES = 496;

  private final Entropy entropy;
  private final SigningKey initiator;
  private final SigningKey responder;
  private final Bytes processors;
  private final Policy policy;
  private final GrantKeys grantKeys;
  private final EpochDirection direction;
  private final Sender sender;
  private final SlotChain receiving;
  private final Snapshot opened;
  private Partition partition;
  private Receiver receiver;
  private long offset;

  Exchange(long seed) {
    var random = new SplittableRandom(seed);
    entropy =
        count -> {
          byte[] bytes = new byte[count];
          random.nextBytes(bytes);
          return bytes;
        };
    initiator = signingKey();
    responder = signingKey();
    AgreementKey key = AgreementKey.of(Secret.owning(entropy.bytes(32)));
    processors = key.publicKey();
    Policy defaults = Policy.DEFAULT;
    policy =
        new Policy(
            defaults.slotMessages(),
            defaults.overlap(),
            defaults.window(),
            CELL_BYTES,
            defaults.slotLookahead(),
            defaults.rekeyBurst(),
            defaults.idleBumps(),
            0,
            0,
            List.of());
    grantKeys = GrantKeys.of(List.of(key));
    partition = new Partition(0, 1, grantKeys);
    Handshake.Offered offered = offer();
    Handshake.Answered answered = answer(offered.offer());
    EpochKeys ours = complete(offered, answered.answer());
    EpochKeys theirs = answered.keys();
    direction = new EpochDirection(offered.offer().channel(), 1, Direction.INITIATOR, policy);
    sender =
        Sender.begin(
            direction, ours.chain(Direction.INITIATOR), ours.admission(Direction.INITIATOR));
    receiving = theirs.chain(Direction.INITIATOR);
    receiver = Receiver.begin(direction, receiving.copy());
    admit(offered.offer());
    admit(answered.answer());
    opened = Objects.requireNonNull(partition.snapshot(direction.channel()));
  }

  /** Puts the receiver and the partition back to where no envelope had come. */
  void restart() {
    receiver = Receiver.begin(direction, receiving.copy());
    partition = new Partition(0, 1, grantKeys);
    partition.restore(opened);
  }

  private SigningKey signingKey() {
    return SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
  }

  Handshake.Offered offer() {
    return Handshake.open(initiator, responder.publicKey(), policy, channel -> 0, entropy);
  }

  Handshake.Answered answer(Offer offer) {
    return Handshake.answer(offer, responder, processors, entropy, null);
  }

  static EpochKeys complete(Handshake.Offered offered, Answer answer) {
    return Handshake.complete(offered.offer(), offered.keys(), answer, null);
  }

  Envelope seal(byte[] payload) {
    sender.claimDue().ifPresent(sender::claimed);
    return sender.seal(payload);
  }

  Receipt open(Envelope envelope) {
    return receiver.open(envelope);
  }

  Outcome admit(LogRecord record) {
    return partition.accept(offset++, Bytes.wrap(record.channel().toBytes()), record);
  }
}
