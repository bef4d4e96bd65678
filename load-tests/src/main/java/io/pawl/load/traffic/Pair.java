package io.pawl.load.traffic;

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
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import io.pawl.ratchet.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Both peers of a channel, which really opened it: seals, begins epochs, closes. As little of a
 * peer as it takes to write what peers write, and to open what was sent in the first epoch.
 */
public final class Pair {
  private static final int SECRET_BYTES = 32;

  private final SplittableRandom random;
  private final Entropy entropy;
  private final Bytes processors;
  private final SharedLog log;
  private final Map<Direction, SigningKey> peers = new EnumMap<>(Direction.class);
  private final Map<Direction, Sender> senders = new EnumMap<>(Direction.class);
  private final SigningKey approver;

  private final Handshake.Offered opening;
  private Offer offer;
  private @Nullable Answer answer;
  private @Nullable Offer pending;
  private @Nullable EpochKeys keys;
  private boolean closed;

  private Pair(
      SplittableRandom random, Function<Bytes, Policy> policy, Bytes processors, SharedLog log) {
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
    this.opening =
        Handshake.open(
            peer(Direction.INITIATOR),
            peer(Direction.RESPONDER).publicKey(),
            policy.apply(approver.publicKey()),
            log::next,
            entropy);
    this.offer = opening.offer();
  }

  /**
   * Two peers whose channel is open when this returns.
   *
   * @param random decides all their keys
   * @param policy of the channel, given the key of somebody who will approve
   * @param processors the processors' public key
   */
  public static Pair open(
      SplittableRandom random, Function<Bytes, Policy> policy, Bytes processors, SharedLog log) {
    Pair pair = new Pair(random, policy, processors, log);
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

  /** The channel's id. */
  public ChannelId channel() {
    return offer.channel();
  }

  /** The offer that began the current epoch. */
  public Offer offer() {
    return offer;
  }

  /** The last answer that was written. */
  public Answer lastAnswer() {
    return Objects.requireNonNull(answer);
  }

  /** The current epoch's policy. */
  public Policy currentPolicy() {
    return offer.policy();
  }

  /** Whether one of the peers has closed it. */
  public boolean closed() {
    return closed;
  }

  /** Whether an offer waits for its answer. */
  public boolean isOffering() {
    return pending != null;
  }

  /** Seals the next message of a direction, and writes it nowhere. */
  public Envelope seal(Direction direction, byte[] payload) {
    Sender sender = Objects.requireNonNull(senders.get(direction));
    sender.claimDue().ifPresent(sender::claimed);
    return sender.seal(payload);
  }

  /** Both peers come back as after a crash: each begins in a slot that it has not claimed. */
  public void resume() {
    EpochKeys kept = Objects.requireNonNull(keys);
    senders.replaceAll((direction, sender) ->
        Sender.resume(
            inEpoch(direction), sender.chain(), kept.admission(direction), sender.claimed()));
  }

  /** What opens each direction of the first epoch, at the peer that offered the channel. */
  public Map<Direction, Receiver> receivers() {
    EpochKeys theirs = Handshake.complete(opening.offer(), opening.keys(), lastAnswer(), null);
    Map<Direction, Receiver> receivers = new EnumMap<>(Direction.class);
    for (Direction direction : Direction.values()) {
      receivers.put(direction, Receiver.begin(inEpoch(direction), theirs.chain(direction)));
    }
    return receivers;
  }

  private EpochDirection inEpoch(Direction direction) {
    return new EpochDirection(channel(), offer.epoch(), direction, offer.policy());
  }

  /** One of the peers offers the next epoch. */
  public void offer(Kind kind, Reason reason) {
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
  public void answer() {
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
          Sender.begin(inEpoch(direction), begun.chain(direction), begun.admission(direction)));
    }
  }

  /** One of the peers closes the channel. */
  public void close() {
    Direction closer = Direction.of(random.nextInt(2));
    log.write(Handshake.close(channel(), closer, peer(closer)));
    closed = true;
  }
}
