package io.pawl.processor;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Both peers of a channel, from known random numbers: what they would write to the log. */
final class Conversation {
  private final Offer offer;
  private final Answer answer;
  private final Entropy entropy;
  private final Bytes processors;
  private final SigningKey initiator;
  private final SigningKey responder;
  private final Map<Direction, Sender> senders = new EnumMap<>(Direction.class);

  /** What {@link #rekey} offered last. */
  private Offer last;

  Conversation(SplittableRandom random, Bytes processors) {
    this.processors = processors;
    entropy =
        count -> {
          byte[] bytes = new byte[count];
          random.nextBytes(bytes);
          return bytes;
        };
    initiator = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
    responder = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
    offer =
        Handshake.open(initiator, responder.publicKey(), Policy.DEFAULT, channel -> 0, entropy)
            .offer();
    Handshake.Answered answered = Handshake.answer(offer, responder, processors, entropy, null);
    answer = answered.answer();
    last = offer;
    begin(1, answered.keys());
  }

  private void begin(int epoch, EpochKeys keys) {
    for (Direction direction : Direction.values()) {
      senders.put(
          direction,
          Sender.begin(
              new EpochDirection(offer.channel(), epoch, direction, offer.policy()),
              keys.chain(direction),
              keys.admission(direction)));
    }
  }

  ChannelId channel() {
    return offer.channel();
  }

  Offer offer() {
    return offer;
  }

  List<LogRecord> handshake() {
    return List.of(offer, answer);
  }

  /** A REKEY and its answer; what is sealed from now on is of the next epoch. */
  List<LogRecord> rekey(Reason reason) {
    Offer next = Handshake.rekey(last, reason, Policy.DEFAULT, initiator, entropy).offer();
    Handshake.Answered answered = Handshake.answer(next, responder, processors, entropy, null);
    last = next;
    begin(next.epoch(), answered.keys());
    return List.of(next, answered.answer());
  }

  LogRecord close() {
    return Handshake.close(offer.channel(), Direction.INITIATOR, initiator);
  }

  Envelope seal(Direction direction, byte[] payload) {
    Sender sender = Objects.requireNonNull(senders.get(direction));
    sender.claimDue().ifPresent(sender::claimed);
    return sender.seal(payload);
  }
}
