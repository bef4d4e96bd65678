package io.pawl.ratchet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two peers and a log of one partition, from a seed. */
final class Scene {
  static final Policy POLICY = new Policy(16, 4, 16, 64, 2, 3, 3, 0, 0, List.of());

  final Seeded entropy;
  final SigningKey initiator;
  final SigningKey responder;
  final AgreementKey processors;
  final Partition partition;
  long offset = 1_000;

  Scene(long seed) {
    entropy = new Seeded(seed);
    initiator = entropy.signingKey();
    responder = entropy.signingKey();
    processors = entropy.agreementKey();
    partition = newPartition();
  }

  Partition newPartition() {
    return new Partition(0, 1, GrantKeys.of(List.of(processors)));
  }

  /** One epoch of a channel: its offer, and the keys as each side derived them. */
  record Opened(Offer offer, EpochKeys initiator, EpochKeys responder) {
    EpochDirection in(Direction direction) {
      return new EpochDirection(offer.channel(), offer.epoch(), direction, offer.policy());
    }

    /** The sender of a direction, with its first slot claimed. */
    Sender sender(Direction direction) {
      EpochKeys keys = direction == Direction.INITIATOR ? initiator : responder;
      Sender sender = Sender.begin(in(direction), keys.chain(direction), keys.admission(direction));
      sender.claimed(0);
      return sender;
    }

    Receiver receiver(Direction direction) {
      EpochKeys keys = direction == Direction.INITIATOR ? responder : initiator;
      return Receiver.begin(in(direction), keys.chain(direction));
    }
  }

  Outcome write(LogRecord record) {
    return partition.accept(++offset, Bytes.wrap(record.channel().toBytes()), record);
  }

  Handshake.Offered offerOpen(Policy policy) {
    return Handshake.open(initiator, responder.publicKey(), policy, id -> offset, entropy);
  }

  Opened open() {
    return open(POLICY);
  }

  Opened open(Policy policy) {
    return complete(offerOpen(policy), initiator, responder, null, null);
  }

  Opened rekey(Opened last, Reason reason) {
    return complete(
        Handshake.rekey(last.offer(), reason, last.offer().policy(), initiator, entropy),
        initiator,
        responder,
        null,
        null);
  }

  Opened bump(Opened last) {
    return complete(
        Handshake.bump(last.offer(), responder, entropy),
        responder,
        initiator,
        last.responder().resumption(),
        last.initiator().resumption());
  }

  private Opened complete(
      Handshake.Offered offered,
      SigningKey offerer,
      SigningKey answerer,
      @Nullable Secret offererResumption,
      @Nullable Secret answererResumption) {
    Handshake.Answered answered =
        Handshake.answer(
            offered.offer(), answerer, processors.publicKey(), entropy, answererResumption);
    EpochKeys completed =
        Handshake.complete(offered.offer(), offered.keys(), answered.answer(), offererResumption);
    write(offered.offer());
    write(answered.answer());
    return offerer == initiator
        ? new Opened(offered.offer(), completed, answered.keys())
        : new Opened(offered.offer(), answered.keys(), completed);
  }

  /** Claims what is due, then seals. */
  static Envelope seal(Sender sender, int payload) {
    sender.claimDue().ifPresent(sender::claimed);
    return sender.seal(new byte[] {(byte) payload, (byte) (payload >>> 8)});
  }

  static @Nullable Refusal refusal(Outcome outcome) {
    return outcome.verdict() instanceof Verdict.Refused refused ? refused.refusal() : null;
  }
}
