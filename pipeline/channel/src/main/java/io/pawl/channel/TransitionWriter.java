package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes one end's offers and answers of REKEYs and BUMPs, and writes them: after the keys that
 * belong to them are durable.
 */
final class TransitionWriter {
  private final Connection connection;
  private final Vault vault;
  private final SigningKey identity;

  TransitionWriter(Connection connection, Vault vault, SigningKey identity) {
    this.connection = connection;
    this.vault = vault;
    this.identity = identity;
  }

  /**
   * Makes an offer.
   *
   * @param current the offer that opened the current epoch
   */
  Handshake.Offered offer(Proposal asked, Offer current) {
    connection.metrics().offered(asked.kind());
    return asked.kind() == Kind.BUMP
        ? Handshake.bump(current, identity, connection.entropy())
        : Handshake.rekey(
            current, asked.reason(), current.policy(), identity, connection.entropy());
  }

  /** Makes an answer. */
  Agreement answer(WaitingOffer theirs, @Nullable Secret resumption) {
    Handshake.Answered answered =
        Handshake.answer(
            theirs.offer(), identity, connection.processors(), connection.entropy(), resumption);
    return new Agreement(theirs.offer(), theirs.id(), answered.answer(), answered.keys(), true);
  }

  /** Keeps an offer's keys; the copies are made at once. */
  Mono<Void> keep(Handshake.Offered offered) {
    var kept = new Holding.Offered(offered.offer(), SecretCopies.of(offered.keys()), 0, null);
    return keep(vault.offered(kept), offered.offer());
  }

  /** Keeps what was agreed on; the copies are made at once. */
  Mono<Void> keep(Agreement agreed, long offeredAt) {
    var kept =
        new Holding.Answered(
            agreed.offer(), agreed.answer(), SecretCopies.of(agreed.keys()), offeredAt, 0, null);
    return keep(vault.answered(kept), agreed.offer());
  }

  private static Mono<Void> keep(Mono<Void> kept, Offer offer) {
    return kept.onErrorMap(e -> new ChannelFailure.VaultUnavailable(offer.channel(), e));
  }

  /**
   * Appends the record; written again, it changes nothing.
   *
   * @param written run once the log has it
   */
  Mono<Void> write(LogRecord record, Runnable written) {
    return connection.append(record).doOnNext(offset -> written.run()).then();
  }
}
