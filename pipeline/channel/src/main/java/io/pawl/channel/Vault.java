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
   * @param loggedAt a log offset up to which the log is known to have what we sealed; where a peer
   *     that comes back begins to look for what it has of us
   */
  Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after, long loggedAt);

  /**
   * Keeps how far we have received: before what came until there is handed over, or acknowledged.
   *
   * @param next offset in the channel's partition of accepted records where reading goes on
   * @param taken log offset of the last message that is not to be handed over again; from {@code
   *     next} on there may be such messages
   * @param state of the receiving direction at {@code next}; replaces the one before
   */
  Mono<Void> received(ChannelId channel, int epoch, long next, long taken, Receiver.State state);

  /**
   * Keeps which messages are not to be handed over again, where reading goes on where it did.
   *
   * @param taken log offset of the last of them
   */
  Mono<Void> taken(ChannelId channel, int epoch, long taken);

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

    /** An epoch that began, of which at least the receiving direction is there. */
    sealed interface Begun extends Holding {
      /** The offer that opened it: identities, policy and number. */
      Offer offer();

      /** Log offset of the record that activated it. */
      long activatedAt();

      /** The partner's direction, at {@link #next}. */
      Receiver.State receiving();

      /** Offset of accepted records where reading goes on. */
      long next();

      /** Log offset of the last message that is not to be handed over again, -1 if none. */
      long taken();

      /** The same after receiving. */
      Begun received(long next, long taken, Receiver.State state);
    }

    /**
     * An epoch that began.
     *
     * @param offer that opened it: identities, policy and number
     * @param activatedAt log offset of the record that activated it
     * @param claimed our direction's highest claimed slot, -1 if none
     * @param sending our chain, at slot {@code claimed} + 1
     * @param loggedAt a log offset up to which the log is known to have what we sealed
     * @param admission our direction's admission key
     * @param resumption what the next BUMP mixes in
     * @param receiving the partner's direction, at {@code next}
     * @param next offset of accepted records where reading goes on
     * @param taken log offset of the last message that is not to be handed over again, -1 if none
     */
    record Epoch(
        Offer offer,
        long activatedAt,
        long claimed,
        SlotChain sending,
        long loggedAt,
        Secret admission,
        Secret resumption,
        Receiver.State receiving,
        long next,
        long taken)
        implements Begun {
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
      public Epoch claimed(long slot, SlotChain after, long loggedAt) {
        return new Epoch(
            offer,
            activatedAt,
            slot,
            after,
            loggedAt,
            admission,
            resumption,
            receiving,
            next,
            taken);
      }

      @Override
      public Epoch received(long next, long taken, Receiver.State state) {
        return new Epoch(
            offer,
            activatedAt,
            claimed,
            sending,
            loggedAt,
            admission,
            resumption,
            state,
            next,
            taken);
      }

      /** The same without what seals: erases it. */
      public Restored restored() {
        sending.erase();
        admission.erase();
        resumption.erase();
        return new Restored(offer, activatedAt, receiving, next, taken);
      }
    }

    /**
     * An epoch that came back with an old copy of the vault. Nobody knows which of its slots were
     * used since: nothing can be sealed in it any more, and a REKEY begins the next one.
     *
     * @param offer that opened it
     * @param activatedAt log offset of the record that activated it
     * @param receiving the partner's direction, as it was when the copy was made
     * @param next offset of accepted records where reading went on then
     * @param taken log offset of the last message that was not to be handed over again then
     */
    record Restored(Offer offer, long activatedAt, Receiver.State receiving, long next, long taken)
        implements Begun {
      @Override
      public ChannelId channel() {
        return offer.channel();
      }

      @Override
      public void erase() {
        receiving.erase();
      }

      @Override
      public Restored received(long next, long taken, Receiver.State state) {
        return new Restored(offer, activatedAt, state, next, taken);
      }
    }
  }
}
