package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/** A peer's side of the transitions: offers, answers, approvals, closes, and their checks. */
@SuppressWarnings("DoNotCallSuggester") // Its bodies follow.
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

  /**
   * Offers to open a channel.
   *
   * @param responder the other peer's Ed25519 identity, 32 bytes
   * @param anchors asked once the channel's id is known, since that decides its partition
   */
  public static Offered open(
      SigningKey initiator, Bytes responder, Policy policy, Anchors anchors, Entropy entropy) {
    throw new UnsupportedOperationException();
  }

  /** Recent offsets of the log. */
  @FunctionalInterface
  public interface Anchors {
    /** A recent offset of the partition that {@code channel} lives in. */
    long anchor(ChannelId channel);
  }

  /**
   * Offers the next epoch at full strength.
   *
   * @param last the offer that opened the current epoch
   * @param offerer one of its two peers
   */
  public static Offered rekey(
      Offer last, Reason reason, Policy policy, SigningKey offerer, Entropy entropy) {
    throw new UnsupportedOperationException();
  }

  /** Offers the next epoch as an idle refresh, under the same policy. */
  public static Offered bump(Offer last, SigningKey offerer, Entropy entropy) {
    throw new UnsupportedOperationException();
  }

  /**
   * Answers an offer that {@link #check(Offer)} found in order.
   *
   * @param processors the processors' X25519 public key, 32 bytes
   * @param resumption the current epoch's, needed for a BUMP and unused otherwise; not erased here
   */
  public static Answered answer(
      Offer offer,
      SigningKey answerer,
      Bytes processors,
      Entropy entropy,
      @Nullable Secret resumption) {
    throw new UnsupportedOperationException();
  }

  /**
   * The keys of the epoch, on the offerer's side, from an answer that {@link #check(Offer, Answer)}
   * found in order. The caller erases {@code keys} once the result is durable.
   *
   * @param resumption the current epoch's, needed for a BUMP and unused otherwise; not erased here
   */
  public static EpochKeys complete(
      Offer offer, OfferKeys keys, Answer answer, @Nullable Secret resumption) {
    throw new UnsupportedOperationException();
  }

  /** Approves an offer as the approver with that index. */
  public static Approval approve(Offer offer, int index, SigningKey approver) {
    throw new UnsupportedOperationException();
  }

  /** Closes a channel as one of its peers. */
  public static Close close(ChannelId channel, Direction closer, SigningKey peer) {
    throw new UnsupportedOperationException();
  }

  /** The id of an offer: SHA-256 of its body, 32 bytes. */
  public static Bytes offerId(Offer offer) {
    throw new UnsupportedOperationException();
  }

  /** What is wrong with an offer by itself; null if nothing is. Signature and policy included. */
  public static @Nullable Refusal check(Offer offer) {
    throw new UnsupportedOperationException();
  }

  /** What is wrong with an answer to {@code offer}; null if nothing is. The grant stays closed. */
  public static @Nullable Refusal check(Offer offer, Answer answer) {
    throw new UnsupportedOperationException();
  }

  /**
   * What is wrong with an approval of {@code offer}; null if nothing is.
   *
   * @param governing the current epoch's policy; for an OPEN, the offered one
   */
  public static @Nullable Refusal check(Offer offer, Policy governing, Approval approval) {
    throw new UnsupportedOperationException();
  }

  /** What is wrong with a close by {@code peer}, an Ed25519 identity; null if nothing is. */
  public static @Nullable Refusal check(Close close, Bytes peer) {
    throw new UnsupportedOperationException();
  }

  /**
   * Approvals that {@code offer} needs.
   *
   * @param governing the current epoch's policy; for an OPEN, the offered one
   */
  public static int approvalsNeeded(Offer offer, Policy governing) {
    throw new UnsupportedOperationException();
  }
}
