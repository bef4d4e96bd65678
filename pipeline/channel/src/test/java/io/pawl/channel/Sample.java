package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import io.pawl.ratchet.SlotChain;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One channel of a seed as a vault is asked to keep it; every call gives fresh copies. */
public final class Sample {
  /** With a value in each field. */
  public static final Refresh REFRESH =
      new Refresh(Duration.ofMillis(1_500), 7, Refresh.When.BEFORE_SEND);

  /** What the log has of it. */
  public static final Vault.Logged LOGGED = new Vault.Logged(6, 0);

  private final Handshake.Offered offered;
  private final Handshake.Answered answered;

  private Sample(Handshake.Offered offered, Handshake.Answered answered) {
    this.offered = offered;
    this.answered = answered;
  }

  /** With small slots. */
  public static Sample of(long seed) {
    return of(seed, TestDeployment.SMALL);
  }

  /** The largest that a vault may have to keep: sixteen approvers, and the widest windows. */
  public static Sample largest(long seed) {
    var random = new Random(seed);
    List<Bytes> approvers =
        random
            .ints(Policy.MAX_APPROVERS)
            .mapToObj(i -> Bytes.wrap(entropy(new Random(i)).bytes(32)))
            .sorted()
            .toList();
    return of(seed, new Policy(65_536, 64, 4_096, 1_024, 16, 255, 255, 16, 15, approvers));
  }

  private static Sample of(long seed, Policy policy) {
    Entropy entropy = entropy(new Random(seed));
    SigningKey alice = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
    SigningKey bob = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
    Bytes processors = AgreementKey.of(Secret.owning(entropy.bytes(32))).publicKey();
    Handshake.Offered offered =
        Handshake.open(alice, bob.publicKey(), policy, channel -> 0, entropy);
    return new Sample(offered, Handshake.answer(offered.offer(), bob, processors, entropy, null));
  }

  /** The identity of the initiator in the sample of that seed. */
  static SigningKey initiator(long seed) {
    return SigningKey.fromSeed(Secret.owning(entropy(new Random(seed)).bytes(32)));
  }

  /** The identity of the responder in the sample of that seed. */
  static SigningKey responder(long seed) {
    Entropy entropy = entropy(new Random(seed));
    entropy.bytes(32);
    return SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
  }

  /** Bytes that a seed decides: for tests alone. */
  public static Entropy entropy(Random random) {
    return count -> {
      byte[] bytes = new byte[count];
      random.nextBytes(bytes);
      return bytes;
    };
  }

  /** The offer that opens it. */
  public Offer offer() {
    return offered.offer();
  }

  /** The offer's private keys. */
  public OfferKeys offerKeys() {
    return SecretCopies.of(offered.keys());
  }

  /** The keys of its first epoch. */
  public EpochKeys keys() {
    return SecretCopies.of(answered.keys());
  }

  /** As the initiator keeps it at first. */
  public Holding.Offered offered() {
    return new Holding.Offered(offer(), offerKeys(), 3, REFRESH);
  }

  /** As the responder keeps it at first. */
  public Holding.Answered answered() {
    return new Holding.Answered(offer(), answered.answer(), keys(), 2, 3, REFRESH);
  }

  /** As the initiator keeps it then: activated at 5, and to be read from 7. */
  public Holding.Epoch epoch() {
    BegunEpoch begun = BegunEpoch.of(offer(), Direction.INITIATOR, keys(), 5, 7);
    return (Holding.Epoch) begun.kept().refreshed(REFRESH);
  }

  /** An accepted offer of it with its answer. */
  public Holding.Waiting waiting() {
    return new Holding.Waiting(offer(), 4, answered.answer(), 5);
  }

  /** As it is kept once the next epoch began: so the epoch before stays. */
  public Holding.Silent next() {
    return new Holding.Silent(nextOffer(offer().reason()), 9, null, 0, 0, null);
  }

  /** An offer of the next epoch; nobody has signed it. */
  Offer nextOffer(Reason reason) {
    Offer last = offer();
    return new Offer(
        Kind.REKEY,
        last.channel(),
        last.epoch() + 1,
        last.offerer(),
        last.initiator(),
        last.responder(),
        last.x25519(),
        last.mlkem(),
        reason,
        0,
        last.policy(),
        last.signature());
  }

  /** Our chain at that slot. */
  public SlotChain sending(long slot) {
    SlotChain chain = keys().initiatorChain();
    while (chain.slot() < slot) {
      chain.advance();
    }
    return chain;
  }

  /** The partner's direction in the first epoch, at its beginning. */
  public List<Vault.Receiving> received(int epoch) {
    return List.of(new Vault.Receiving(epoch, Vault.Receiving.READ, receiving()));
  }

  /** The partner's direction, at its beginning. */
  public Receiver.State receiving() {
    return epoch().receiving();
  }
}
