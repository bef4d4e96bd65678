package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SlotChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where the secrets of one peer's channels survive.
 *
 * <p>Every call returns at once; its work is done on subscription, on a thread of the vault's own
 * if it may block, and the result completes when it is durable. Calls for one channel take effect
 * in the order of their subscription. An error means that nothing was kept.
 *
 * <p>Secrets that are passed in belong to the vault from then on, and it erases them: whoever calls
 * passes copies of what it still needs. The same the other way round for what {@link #holdings}
 * gives.
 */
public interface Vault {
  /** Keeps an offer of ours with its private keys; before the offer is written to the log. */
  Mono<Void> offered(Holding.Offered offered);

  /** Keeps an answer of ours with the keys of its epoch; before the answer is written. */
  Mono<Void> answered(Holding.Answered answered);

  /**
   * Keeps an epoch that began, in place of the channel's offer or answer and of the epoch before:
   * before the first seal in it.
   */
  Mono<Void> begun(Holding.Epoch epoch);

  /**
   * Claims a slot of the current epoch for our direction: before the first seal in it.
   *
   * @param after our chain at the slot after the claimed one, where a peer begins that comes back
   *     from a crash; replaces the chain before
   */
  Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after);

  /**
   * Keeps how far we have received: before what came until there is handed over.
   *
   * @param next offset in the channel's partition of accepted records where reading goes on
   * @param state of the receiving direction there; replaces the one before
   */
  Mono<Void> received(ChannelId channel, int epoch, long next, Receiver.State state);

  /** Erases all that is kept of a channel. Completes too if that is nothing. */
  Mono<Void> erase(ChannelId channel);

  /** What is kept, one for each channel, in no order; copies of its secrets. */
  Flux<Holding> holdings();

  /** What a vault keeps of one channel. */
  sealed interface Holding {
    /** The channel. */
    ChannelId channel();

    /** Overwrites its secrets. */
    void erase();

    /** An offer that waits for its answer. */
    record Offered(Offer offer, OfferKeys keys) implements Holding {
      @Override
      public ChannelId channel() {
        return offer.channel();
      }

      @Override
      public void erase() {
        keys.erase();
      }
    }

    /** An answer that waits for its epoch to begin. */
    record Answered(Offer offer, Answer answer, EpochKeys keys) implements Holding {
      @Override
      public ChannelId channel() {
        return offer.channel();
      }

      @Override
      public void erase() {
        keys.erase();
      }
    }

    /**
     * An epoch that began.
     *
     * @param offer that opened it: identities, policy and number
     * @param activatedAt log offset of the record that activated it
     * @param claimed our direction's highest claimed slot, -1 if none
     * @param sending our chain, at slot {@code claimed} + 1
     * @param admission our direction's admission key
     * @param resumption what the next BUMP mixes in
     * @param receiving the partner's direction
     * @param next offset of accepted records where reading goes on
     */
    record Epoch(
        Offer offer,
        long activatedAt,
        long claimed,
        SlotChain sending,
        Secret admission,
        Secret resumption,
        Receiver.State receiving,
        long next)
        implements Holding {
      @Override
      public ChannelId channel() {
        return offer.channel();
      }

      @Override
      public void erase() {
        sending.erase();
        admission.erase();
        resumption.erase();
        receiving.erase();
      }

      /** The same after a claim. */
      Epoch claimed(long slot, SlotChain after) {
        return new Epoch(offer, activatedAt, slot, after, admission, resumption, receiving, next);
      }

      /** The same after receiving. */
      Epoch received(long next, Receiver.State state) {
        return new Epoch(offer, activatedAt, claimed, sending, admission, resumption, state, next);
      }
    }
  }
}
