package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/** A peer's side of the transitions: what it offers, answers, approves and closes. */
public final class Handshake {
  private Handshake() {}

  /**
   * An offer, and the private keys that belong to it.
   *
   * @param keys durable before the offer is written to the log
   */
  public record Offered(Offer offer, OfferKeys keys) {}

  /**
   * An answer, and the keys of the epoch that it completes.
   *
   * @param keys durable before the answer is written to the log
   */
  public record Answered(Answer answer, EpochKeys keys) {}

  /** Recent offsets of the log. */
  @FunctionalInterface
  public interface Anchors {
    /** A recent offset of the partition that {@code channel} lives in. */
    long anchor(ChannelId channel);
  }

  /**
   * Offers to open a channel.
   *
   * @param responder the other peer's Ed25519 identity, 32 bytes
   * @param anchors asked once the channel's id is known, since that decides its partition
   */
  public static Offered open(
      SigningKey initiator, Bytes responder, Policy policy, Anchors anchors, Entropy entropy) {
    OfferKeys keys = drawKeys(Kind.OPEN, entropy);
    Bytes x25519 = publicKey(keys);
    ChannelId channel = Transcript.channel(initiator.publicKey(), responder, x25519);
    Offer unsigned =
        new Offer(
            Kind.OPEN,
            channel,
            1,
            Direction.INITIATOR,
            initiator.publicKey(),
            responder,
            x25519,
            mlkem(keys),
            Reason.ROUTINE,
            anchors.anchor(channel),
            policy,
            Bytes.EMPTY);
    return new Offered(sign(unsigned, initiator), keys);
  }

  /**
   * Offers the next epoch at full strength.
   *
   * @param last the offer that opened the current epoch
   * @param offerer one of its two peers
   * @throws IllegalArgumentException if it is not
   */
  public static Offered rekey(
      Offer last, Reason reason, Policy policy, SigningKey offerer, Entropy entropy) {
    return next(Kind.REKEY, last, reason, policy, offerer, entropy);
  }

  /**
   * Offers the next epoch as an idle refresh, under the same policy.
   *
   * @param last the offer that opened the current epoch
   * @param offerer one of its two peers
   * @throws IllegalArgumentException if it is not
   */
  public static Offered bump(Offer last, SigningKey offerer, Entropy entropy) {
    return next(Kind.BUMP, last, Reason.ROUTINE, last.policy(), offerer, entropy);
  }

  private static Offered next(
      Kind kind, Offer last, Reason reason, Policy policy, SigningKey offerer, Entropy entropy) {
    OfferKeys keys = drawKeys(kind, entropy);
    Offer unsigned =
        new Offer(
            kind,
            last.channel(),
            last.epoch() + 1,
            roleOf(offerer, last),
            last.initiator(),
            last.responder(),
            publicKey(keys),
            mlkem(keys),
            reason,
            0,
            policy,
            Bytes.EMPTY);
    return new Offered(sign(unsigned, offerer), keys);
  }

  /**
   * Answers an offer that {@link Verification#offer} found in order.
   *
   * @param processors the processors' X25519 public key, 32 bytes
   * @param resumption the current epoch's, needed for a BUMP and unused otherwise; not erased here
   * @throws IllegalArgumentException if the answerer is not the other peer, or a BUMP's resumption
   *     secret is missing
   */
  public static Answered answer(
      Offer offer,
      SigningKey answerer,
      Bytes processors,
      Entropy entropy,
      @Nullable Secret resumption) {
    if (roleOf(answerer, offer) == offer.offerer()) {
      throw new IllegalArgumentException("an offer is answered by the other peer");
    }
    AgreementKey ephemeral = AgreementKey.of(Secret.owning(entropy.bytes(32)));
    MlKem.@Nullable Encapsulation encapsulation =
        offer.kind() == Kind.BUMP
            ? null
            : MlKem.encapsulate(offer.mlkem(), Secret.owning(entropy.bytes(MlKem.COINS_LENGTH)));
    byte[] body = Transcript.offerBody(offer);
    Bytes offerId = Transcript.offerId(body);
    Bytes mlkem = encapsulation == null ? Bytes.EMPTY : encapsulation.ciphertext();
    byte[] core = Transcript.answerCore(offerId, ephemeral.publicKey(), mlkem);
    EpochKeys keys =
        derive(
            offer.kind(),
            resumption,
            encapsulation == null ? null : encapsulation.shared(),
            ephemeral.agree(offer.x25519()),
            Transcript.of(body, core));
    Bytes ephemeralPublic = ephemeral.publicKey();
    ephemeral.erase();
    Bytes grant = grant(offer, keys, processors, entropy);
    Bytes signature = answerer.sign(Transcript.signedAnswer(core, grant));
    return new Answered(
        new Answer(offer.channel(), offerId, ephemeralPublic, mlkem, grant, signature), keys);
  }

  private static Bytes grant(Offer offer, EpochKeys keys, Bytes processors, Entropy entropy) {
    Secret admission = keys.admission();
    Bytes grant =
        Grant.seal(
            offer.channel(),
            offer.epoch(),
            admission,
            processors,
            Secret.owning(entropy.bytes(AgreementPoint.LENGTH)));
    admission.erase();
    return grant;
  }

  /**
   * The keys of the epoch, on the offerer's side, from an answer that {@link Verification#answer}
   * found in order. The caller erases {@code keys} once the result is durable.
   *
   * @param resumption the current epoch's, needed for a BUMP and unused otherwise; not erased here
   * @throws IllegalArgumentException if a BUMP's resumption secret is missing
   */
  public static EpochKeys complete(
      Offer offer, OfferKeys keys, Answer answer, @Nullable Secret resumption) {
    byte[] body = Transcript.offerBody(offer);
    byte[] core = Transcript.answerCore(Transcript.offerId(body), answer.x25519(), answer.mlkem());
    AgreementKey ephemeral = AgreementKey.of(keys.x25519().copy());
    Secret seed = keys.mlkemSeed();
    EpochKeys derived =
        derive(
            offer.kind(),
            resumption,
            seed == null ? null : MlKem.decapsulate(seed, answer.mlkem()),
            ephemeral.agree(answer.x25519()),
            Transcript.of(body, core));
    ephemeral.erase();
    return derived;
  }

  private static EpochKeys derive(
      Kind kind,
      @Nullable Secret resumption,
      @Nullable Secret mlkemShared,
      Secret x25519Shared,
      byte[] transcript) {
    if (kind == Kind.BUMP && resumption == null) {
      throw new IllegalArgumentException("a BUMP mixes the resumption secret in");
    }
    Secret salt = kind == Kind.BUMP ? resumption : null;
    EpochKeys keys =
        KeySchedule.keys(KeySchedule.epochSecret(salt, mlkemShared, x25519Shared, transcript));
    x25519Shared.erase();
    if (mlkemShared != null) {
      mlkemShared.erase();
    }
    return keys;
  }

  /** Approves an offer as the approver with that index. */
  public static Approval approve(Offer offer, int index, SigningKey approver) {
    Bytes offerId = offerId(offer);
    return new Approval(
        offer.channel(), offerId, index, approver.sign(Transcript.approval(offerId)));
  }

  /** Closes a channel as one of its peers. */
  public static Close close(ChannelId channel, Direction closer, SigningKey peer) {
    return new Close(channel, closer, peer.sign(Transcript.close(channel)));
  }

  /** The id of an offer: SHA-256 of its body, 32 bytes. */
  public static Bytes offerId(Offer offer) {
    return Transcript.offerId(Transcript.offerBody(offer));
  }

  private static OfferKeys drawKeys(Kind kind, Entropy entropy) {
    Secret x25519 = Secret.owning(entropy.bytes(AgreementPoint.LENGTH));
    return new OfferKeys(
        x25519, kind == Kind.BUMP ? null : Secret.owning(entropy.bytes(MlKem.SEED_LENGTH)));
  }

  private static Bytes publicKey(OfferKeys keys) {
    AgreementKey key = AgreementKey.of(keys.x25519().copy());
    key.erase();
    return key.publicKey();
  }

  private static Bytes mlkem(OfferKeys keys) {
    Secret seed = keys.mlkemSeed();
    return seed == null ? Bytes.EMPTY : MlKem.encapsulationKey(seed);
  }

  private static Direction roleOf(SigningKey peer, Offer offer) {
    if (peer.publicKey().equals(offer.initiator())) {
      return Direction.INITIATOR;
    }
    if (peer.publicKey().equals(offer.responder())) {
      return Direction.RESPONDER;
    }
    throw new IllegalArgumentException("the key is neither peer's");
  }

  private static Offer sign(Offer unsigned, SigningKey offerer) {
    return unsigned.withSignature(offerer.sign(Transcript.offerBody(unsigned)));
  }
}
