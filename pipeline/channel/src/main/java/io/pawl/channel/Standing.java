package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where an end of an open channel stands when it begins, or comes back.
 *
 * @param current the offer that opened the current epoch
 * @param activatedAt log offset of the record that activated it
 * @param own our direction
 * @param resumption what the next BUMP mixes in; null if we have none
 * @param sending null if nothing can be sealed in the current epoch
 * @param loggedAt a log offset up to which the log is known to have what was sealed
 * @param next offset of accepted records where reading goes on
 * @param taken log offset of the last message that is not to be handed over again
 * @param cause why the next epoch must begin; null if nothing asks for it
 * @param resumed whether an earlier process had this end
 * @param offered our offer of the next epoch, which an earlier process may have written
 * @param answered the answer to an offer of the next epoch, and the keys agreed on
 * @param waiting the accepted offer of the next epoch
 * @param refresh null: as the client's settings say
 */
record Standing(
    Offer current,
    long activatedAt,
    Direction own,
    @Nullable Secret resumption,
    @Nullable SendingEpoch sending,
    ReceivingEpochs receiving,
    long loggedAt,
    long next,
    long taken,
    @Nullable Cause cause,
    boolean resumed,
    Holding.@Nullable Offered offered,
    Holding.@Nullable Answered answered,
    Holding.@Nullable Waiting waiting,
    @Nullable Refresh refresh) {

  /** At the beginning of the channel's first epoch. */
  static Standing first(Offer offer, Direction own, BegunEpoch epoch, @Nullable Refresh refresh) {
    return new Standing(
        offer,
        epoch.kept().activatedAt(),
        own,
        epoch.resumption(),
        epoch.sending(),
        new ReceivingEpochs(epoch.receiving()),
        epoch.kept().activatedAt(),
        epoch.kept().next(),
        -1,
        null,
        false,
        null,
        null,
        null,
        refresh);
  }
}
