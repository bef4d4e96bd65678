package io.pawl.channel;

import io.pawl.channel.ChannelFailure.NotResumed.Code;
import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.Verification;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/**
 * How a peer's sending direction goes on after its process ended: in the slot after the last that
 * was claimed, if the log agrees with the vault on what was sealed, and else not at all.
 */
final class Resumption {
  private final Connection connection;
  private final Vault vault;
  private final Direction direction;

  /**
   * @param direction the peer's own
   */
  Resumption(Connection connection, Vault vault, Direction direction) {
    this.connection = connection;
    this.vault = vault;
    this.direction = direction;
  }

  /** Looks at the log; takes the secrets of the sending direction over. */
  Mono<Outgoing> outgoing(Holding.Begun begun) {
    return switch (begun) {
      case Holding.Restored restored ->
          Mono.just(silenced(restored.channel(), Code.VAULT_RESTORED));
      case Holding.Epoch epoch ->
          highestLogged(epoch)
              .map(logged -> outgoing(epoch, logged))
              .doFinally(signal -> {
                epoch.admission().erase();
                epoch.resumption().erase();
              });
    };
  }

  private Outgoing outgoing(Holding.Epoch epoch, long logged) {
    Offer offer = epoch.offer();
    if (logged > epoch.claimed()) {
      epoch.sending().erase();
      return silenced(offer.channel(), Code.LOG_AHEAD);
    }
    if (Sender.mustRekey(offer.policy(), epoch.claimed() + 1, logged)) {
      epoch.sending().erase();
      return silenced(offer.channel(), Code.SLOT_TOO_FAR);
    }
    var out = new EpochDirection(offer.channel(), offer.epoch(), direction, offer.policy());
    Sender sender = Sender.resume(out, epoch.sending(), epoch.admission(), epoch.claimed());
    return new Outbound(
        connection,
        vault,
        offer.channel(),
        offer.epoch(),
        sender,
        offer.policy(),
        epoch.loggedAt());
  }

  private static Outgoing silenced(ChannelId channel, Code code) {
    return new Silenced(new ChannelFailure.NotResumed(channel, code));
  }

  /** The highest slot in which the log has an envelope of ours; -1 if it has none. */
  private Mono<Long> highestLogged(Holding.Epoch epoch) {
    var highest = new AtomicLong(-1);
    return connection
        .search()
        .scan(
            epoch.channel(),
            connection.partition(epoch.channel()),
            epoch.loggedAt(),
            Long.MAX_VALUE,
            record -> {
              if (isOurs(record, epoch.offer(), epoch.admission())) {
                highest.accumulateAndGet(((Envelope) record).slot(), Math::max);
              }
            })
        .then(Mono.fromSupplier(highest::get))
        .onErrorMap(error -> new ChannelFailure.Unreadable(epoch.channel(), error));
  }

  /** The tag tells: anybody who may write to the log could name a slot. */
  private boolean isOurs(LogRecord record, Offer offer, Secret admission) {
    return record instanceof Envelope envelope
        && envelope.epoch() == offer.epoch()
        && envelope.direction() == direction
        && Verification.envelope(envelope, admission);
  }
}
