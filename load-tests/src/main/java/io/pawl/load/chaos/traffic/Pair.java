package io.pawl.load.chaos.traffic;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import io.pawl.ratchet.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Both peers of a channel, which really opened it: seals, begins epochs, closes. As little of a
 * peer as it takes to write what peers write; nobody opens what is sent.
 */
final class Pair {
  private static final int SECRET_BYTES = 32;

  /** Approvals for every REKEY. */
  private static final int REKEYS = 2 | 8;

  private static final int MAX_PAYLOAD_BYTES = 60;

  private final SplittableRandom random;
  private final Entropy entropy;
  private final Bytes processors;
  private final SharedLog log;
  private final Map<Direction, SigningKey> peers = new EnumMap<>(Direction.class);
  private final Map<Direction, Sender> senders = new EnumMap<>(Direction.class);
  private final SigningKey approver;

  private Offer offer;
  private @Nullable Answer answer;
  private @Nullable Offer pending;
  private @Nullable EpochKeys keys;
  private boolean closed;

  private Pair(SplittableRandom random, Bytes processors, SharedLog log) {
    this.random = random;
    this.processors = processors;
    this.log = log;
    this.entropy =
        count -> {
          byte[] bytes = new byte[count];
          random.nextBytes(bytes);
          return bytes;
        };
    for (Direction direction : Direction.values()) {
      peers.put(direction, signingKey());
    }
    this.approver = signingKey();
    this.offer =
        Handshake.open(
                peer(Direction.INITIATOR),
                peer(Direction.RESPONDER).publicKey(),
                policy(),
                log::next,
                entropy)
            .offer();
  }

  /** Two peers whose channel is open when this returns. */
  static Pair open(SplittableRandom random, Bytes processors, SharedLog log) {
    Pair pair = new Pair(random, processors, log);
    log.write(pair.offer);
    pair.pending = pair.offer;
    pair.answer();
    return pair;
  }

  private SigningKey signingKey() {
    return SigningKey.fromSeed(Secret.owning(entropy.bytes(SECRET_BYTES)));
  }

  private SigningKey peer(Direction direction) {
    return Objects.requireNonNull(peers.get(direction));
  }

  /** Short slots, so that they change often; one channel in eight has its rekeys approved. */
  private Policy policy() {
    int window = 64;
    int slotMessages = window << random.nextInt(3);
    boolean approved = random.nextInt(8) == 0;
    return new Policy(
        slotMessages,
        8 << random.nextInt(4),
        window,
        64,
        2 + random.nextInt(3),
        3,
        8,
        approved ? 1 : 0,
        approved ? REKEYS : 0,
        approved ? List.of(approver.publicKey()) : List.of());
  }

  ChannelId channel() {
    return offer.channel();
  }

  /** The offer that began the current epoch. */
  Offer offer() {
    return offer;
  }

  /** The last answer that was written. */
  Answer lastAnswer() {
    return Objects.requireNonNull(answer);
  }

  Policy currentPolicy() {
    return offer.policy();
  }

  boolean closed() {
    return closed;
  }

  /** Whether an offer waits for its answer. */
  boolean isOffering() {
    return pending != null;
  }

  /** Seals the next message of a direction, and writes it nowhere. */
  Envelope seal(Direction direction) {
    Sender sender = Objects.requireNonNull(senders.get(direction));
    sender.claimDue().ifPresent(sender::claimed);
    return sender.seal(entropy.bytes(random.nextInt(MAX_PAYLOAD_BYTES)));
  }

  /** One of the peers offers the next epoch. */
  void offer(Kind kind, Reason reason) {
    SigningKey offerer = peer(Direction.of(random.nextInt(2)));
    Offer next =
        kind == Kind.BUMP
            ? Handshake.bump(offer, offerer, entropy).offer()
            : Handshake.rekey(offer, reason, offer.policy(), offerer, entropy).offer();
    if (log.write(next).verdict() instanceof Verdict.Accepted) {
      pending = next;
    }
  }

  /** The other peer answers, and approvers approve. */
  void answer() {
    Offer answered = Objects.requireNonNull(pending);
    pending = null;
    Handshake.Answered begun =
        Handshake.answer(
            answered,
            peer(answered.offerer().opposite()),
            processors,
            entropy,
            answered.kind() == Kind.BUMP && keys != null ? keys.resumption() : null);
    answer = begun.answer();
    boolean activated = activates(begun.answer());
    if (!activated && !answered.policy().approvers().isEmpty()) {
      activated = activates(Handshake.approve(answered, 0, approver));
    }
    if (activated) {
      begin(answered, begun.keys());
    }
  }

  private boolean activates(LogRecord record) {
    Outcome outcome = log.write(record);
    return outcome.events().stream().anyMatch(Event.Activated.class::isInstance);
  }

  private void begin(Offer activated, EpochKeys begun) {
    offer = activated;
    keys = begun;
    for (Direction direction : Direction.values()) {
      senders.put(
          direction,
          Sender.begin(
              new EpochDirection(
                  activated.channel(), activated.epoch(), direction, activated.policy()),
              begun.chain(direction),
              begun.admission(direction)));
    }
  }

  /** One of the peers closes the channel. */
  void close() {
    Direction closer = Direction.of(random.nextInt(2));
    log.write(Handshake.close(channel(), closer, peer(closer)));
    closed = true;
  }
}
