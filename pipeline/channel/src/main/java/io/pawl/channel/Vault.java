package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SlotChain;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  /**
   * Keeps an offer of ours with its private keys, in place of an earlier one: before the offer is
   * written to the log.
   */
  Mono<Void> offered(Holding.Offered offered);

  /**
   * Keeps an answer and the keys of the epoch that it agrees on, in place of others. Our own:
   * before the answer is written. The partner's: with it the private keys of our offer are erased.
   */
  Mono<Void> answered(Holding.Answered answered);

  /** Keeps what of an accepted REKEY or BUMP cannot be read again, in place of an earlier one. */
  Mono<Void> waiting(Holding.Waiting waiting);

  /** Erases one part of a transition: it comes to nothing. */
  Mono<Void> dropped(ChannelId channel, Holding.Part part);

  /**
   * Keeps an epoch that began, in place of what waited for it: before the first seal in it. Where
   * reading goes on does not change by it, nor what was taken, nor how the channel is refreshed.
   *
   * @param keepsBefore whether the receiving direction of the epoch before is still needed; it is
   *     erased otherwise, as its sending direction is in any case
   */
  Mono<Void> begun(Holding.Begun epoch, boolean keepsBefore);

  /**
   * Claims a slot of the current epoch for our direction: before the first seal in it.
   *
   * @param after our chain at the slot after the claimed one, where a peer begins that comes back
   *     from a crash; replaces the chain before
   * @param logged what the log is known to have of that epoch
   */
  Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after, Logged logged);

  /**
   * Keeps how far we have received: before what came until there is handed over, or acknowledged.
   *
   * @param next offset in the channel's partition of accepted records where reading goes on
   * @param taken log offset of the last message that is not to be handed over again; from {@code
   *     next} on there may be such messages
   * @param epoch that is read there. What is kept of later ones stays, since they begin behind
   *     {@code next}; what is kept of earlier ones is erased, but for those in {@code states}
   * @param states of the receiving direction at {@code next}: of that epoch, and of the one before
   *     while it overlaps
   */
  Mono<Void> received(ChannelId channel, long next, long taken, int epoch, List<Receiving> states);

  /**
   * Keeps which messages are not to be handed over again, where reading goes on where it did.
   *
   * @param taken log offset of the last of them
   */
  Mono<Void> taken(ChannelId channel, long taken);

  /** Erases all that is kept of a channel. Completes too if that is nothing. */
  Mono<Void> erase(ChannelId channel);

  /**
   * Whether channels of this identity may be missing here: it is an old copy, or was made for an
   * identity that had another vault. That stays until {@link #completed}.
   */
  default boolean isIncomplete() {
    return false;
  }

  /** What was missing was looked for, and what was found is kept. */
  default Mono<Void> completed() {
    return Mono.empty();
  }

  /** What is kept, at most one of each part for each channel and epoch, in no order; copies. */
  Flux<Holding> holdings();

  /**
   * What the log is known to have of what we sealed in an epoch.
   *
   * @param offset a log offset up to which that is known; where a peer that comes back begins to
   *     look for what it has of us
   * @param slot the highest slot that it has an envelope of, -1 if none is known: the log may not
   *     reach back to it when the peer comes back
   */
  record Logged(long offset, long slot) {}

  /**
   * The receiving direction of one epoch at some offset.
   *
   * @param overlap messages of the next epoch until it is over, as {@link
   *     io.pawl.ratchet.EpochOverlap#left} says; {@link #READ} if the next epoch does not begin
   *     before that offset
   */
  record Receiving(int epoch, int overlap, Receiver.State state) {
    /** It is the epoch that is read there. */
    public static final int READ = -2;
  }

  /** One part of what a vault keeps of a channel. */
  sealed interface Holding {
    /** The parts; a channel has one of each at most, of {@link #FADING} one for each epoch. */
    enum Part {
      OFFERED,
      ANSWERED,
      WAITING,
      EPOCH,
      FADING
    }

    /**
     * What stands in whose place.
     *
     * @param epoch of a {@link Part#FADING}; 0 otherwise
     */
    record Place(ChannelId channel, Part part, int epoch) {
      /** Of a part that there is one of. */
      public static Place of(ChannelId channel, Part part) {
        return new Place(channel, part, 0);
      }
    }

    /** Where it belongs. */
    Place place();

    /** The channel. */
    default ChannelId channel() {
      return place().channel();
    }

    /** Overwrites its secrets. */
    void erase();

    /**
     * An offer of ours that waits for its answer.
     *
     * @param next offset of accepted records from which on what became of it can be read
     * @param refresh of the channel that it opens; null as {@link Begun#refresh}, or if it opens
     *     none
     */
    record Offered(Offer offer, OfferKeys keys, long next, @Nullable Refresh refresh)
        implements Holding {
      @Override
      public Place place() {
        return Place.of(offer.channel(), Part.OFFERED);
      }

      @Override
      public void erase() {
        keys.erase();
      }
    }

    /**
     * An answer, with the keys of the epoch that waits to begin.
     *
     * @param offeredAt where the offer stands in the log
     * @param next offset of accepted records from which on what became of it can be read
     * @param refresh of the channel that it opens; null as {@link Begun#refresh}, or if it opens
     *     none
     */
    record Answered(
        Offer offer,
        Answer answer,
        EpochKeys keys,
        long offeredAt,
        long next,
        @Nullable Refresh refresh)
        implements Holding {
      @Override
      public Place place() {
        return Place.of(offer.channel(), Part.ANSWERED);
      }

      @Override
      public void erase() {
        keys.erase();
      }
    }

    /**
     * An accepted offer of a REKEY or BUMP, whoever made it. Nothing in it is secret.
     *
     * @param offeredAt where the offer stands in the log
     * @param answer the accepted one; null before it
     * @param approvals bit i is set if approver i approved
     */
    record Waiting(Offer offer, long offeredAt, @Nullable Answer answer, int approvals)
        implements Holding {
      @Override
      public Place place() {
        return Place.of(offer.channel(), Part.WAITING);
      }

      @Override
      public void erase() {}
    }

    /**
     * The receiving direction of an epoch that is over, or overlaps the next.
     *
     * @param offer that opened the epoch
     * @param activatedAt log offset of the record that activated it
     */
    record Fading(Offer offer, long activatedAt, int overlap, Receiver.State state)
        implements Holding {
      @Override
      public Place place() {
        return new Place(offer.channel(), Part.FADING, offer.epoch());
      }

      @Override
      public void erase() {
        state.erase();
      }
    }

    /** The current epoch. */
    sealed interface Begun extends Holding {
      /** The offer that opened it: identities, policy and number. */
      Offer offer();

      /** Log offset of the record that activated it. */
      long activatedAt();

      /** The partner's direction, at {@link #next}; null if we have no keys of it. */
      Receiver.@Nullable State receiving();

      /** Offset of accepted records where reading goes on. */
      long next();

      /** Log offset of the last message that is not to be handed over again, -1 if none. */
      long taken();

      /** How the channel is refreshed; null: as the client's settings say at the time. */
      @Nullable Refresh refresh();

      /** The same read from elsewhere. */
      Begun at(long next, long taken);

      /** The same with another refresh. */
      Begun refreshed(@Nullable Refresh refresh);

      /**
       * The same with another receiving direction.
       *
       * @throws IllegalStateException if it has none
       */
      Begun receiving(Receiver.State state);

      @Override
      default Place place() {
        return Place.of(offer().channel(), Part.EPOCH);
      }
    }

    /**
     * An epoch that began.
     *
     * @param offer that opened it: identities, policy and number
     * @param activatedAt log offset of the record that activated it
     * @param claimed our direction's highest claimed slot, -1 if none
     * @param sending our chain, at slot {@code claimed} + 1
     * @param logged what the log is known to have of it
     * @param admission our direction's admission key
     * @param resumption what the next BUMP mixes in
     * @param receiving the partner's direction, at {@code next}
     * @param next offset of accepted records where reading goes on
     * @param taken log offset of the last message that is not to be handed over again, -1 if none
     * @param refresh null: as the client's settings say at the time
     */
    record Epoch(
        Offer offer,
        long activatedAt,
        long claimed,
        SlotChain sending,
        Logged logged,
        Secret admission,
        Secret resumption,
        Receiver.State receiving,
        long next,
        long taken,
        @Nullable Refresh refresh)
        implements Begun {
      @Override
      public void erase() {
        eraseSending();
        receiving.erase();
      }

      private void eraseSending() {
        sending.erase();
        admission.erase();
        resumption.erase();
      }

      /** The same after a claim. */
      public Epoch claimed(long slot, SlotChain after, Logged logged) {
        return new Epoch(
            offer,
            activatedAt,
            slot,
            after,
            logged,
            admission,
            resumption,
            receiving,
            next,
            taken,
            refresh);
      }

      @Override
      public Epoch at(long next, long taken) {
        return with(receiving, next, taken, refresh);
      }

      @Override
      public Epoch refreshed(@Nullable Refresh refresh) {
        return with(receiving, next, taken, refresh);
      }

      @Override
      public Epoch receiving(Receiver.State state) {
        return with(state, next, taken, refresh);
      }

      private Epoch with(Receiver.State state, long next, long taken, @Nullable Refresh refresh) {
        return new Epoch(
            offer,
            activatedAt,
            claimed,
            sending,
            logged,
            admission,
            resumption,
            state,
            next,
            taken,
            refresh);
      }

      /** The same without what seals: erases it. */
      public Silent silent() {
        eraseSending();
        return new Silent(offer, activatedAt, receiving, next, taken, refresh);
      }
    }

    /**
     * An epoch in which nothing can be sealed. It came back with an old copy of the vault, and
     * nobody knows which of its slots were used since; or we have no keys of it. A REKEY begins the
     * next one.
     *
     * @param offer that opened it
     * @param activatedAt log offset of the record that activated it
     * @param receiving the partner's direction at {@code next}; null if we have no keys of it
     * @param next offset of accepted records where reading goes on
     * @param taken log offset of the last message that is not to be handed over again
     * @param refresh null: as the client's settings say at the time
     */
    record Silent(
        Offer offer,
        long activatedAt,
        Receiver.@Nullable State receiving,
        long next,
        long taken,
        @Nullable Refresh refresh)
        implements Begun {
      @Override
      public void erase() {
        if (receiving != null) {
          receiving.erase();
        }
      }

      @Override
      public Silent at(long next, long taken) {
        return new Silent(offer, activatedAt, receiving, next, taken, refresh);
      }

      @Override
      public Silent refreshed(@Nullable Refresh refresh) {
        return new Silent(offer, activatedAt, receiving, next, taken, refresh);
      }

      @Override
      public Silent receiving(Receiver.State state) {
        if (receiving == null) {
          throw new IllegalStateException("no keys of epoch " + offer.epoch());
        }
        return new Silent(offer, activatedAt, state, next, taken, refresh);
      }
    }
  }
}
