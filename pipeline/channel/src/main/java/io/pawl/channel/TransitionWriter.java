package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.SigningKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes one end's offers and answers of REKEYs and BUMPs, and writes them: after the keys that
 * belong to them are durable.
 *
 * <p>Guarded by the monitor of the {@link EpochLine} whose transitions it writes: it is called by
 * who holds that, and enters it with what the vault and the log answer.
 */
final class TransitionWriter {
  private final Object monitor;
  private final Connection connection;
  private final Vault vault;
  private final SigningKey identity;
  private final CurrentEpoch current;
  private final PendingTransition pending;
  private final Quiet quiet;

  /** Id of the offer whose answer of ours stands in the log, and need not be written again. */
  private @Nullable Bytes answered;

  TransitionWriter(
      Object monitor,
      Connection connection,
      Peer peer,
      CurrentEpoch current,
      PendingTransition pending,
      Quiet quiet) {
    this.monitor = monitor;
    this.connection = connection;
    this.vault = peer.vault();
    this.identity = peer.signingKey();
    this.current = current;
    this.pending = pending;
    this.quiet = quiet;
  }

  /**
   * Offers it, or writes the offer that was made of it again. Does nothing if it is no longer the
   * transition that waits.
   */
  Mono<Void> offer(Proposal proposal) {
    if (pending.proposal() != proposal) {
      return Mono.empty();
    }
    Offer made = proposal.offer();
    if (made != null) {
      return write(made, proposal::written);
    }
    Refusal objection =
        pending.objection(proposal.kind(), proposal.reason(), proposal.epoch(), current.offer());
    if (objection != null) {
      pending.fail(objection);
      return Mono.empty();
    }
    Handshake.Offered offered = make(proposal);
    Offer offer = offered.offer();
    proposal.offered(offer, Handshake.offerId(offer), offered.keys());
    quiet.begin(System.nanoTime());
    return keep(offered)
        .doOnError(ChannelFailure.class, cause -> unkept(proposal, cause))
        .then(write(offer, proposal::written));
  }

  private Handshake.Offered make(Proposal asked) {
    Offer last = current.offer();
    connection.metrics().offered(asked.kind());
    return asked.kind() == Kind.BUMP
        ? Handshake.bump(last, identity, connection.entropy())
        : Handshake.rekey(last, asked.reason(), last.policy(), identity, connection.entropy());
  }

  /** Keeps an offer's keys; the copies are made at once. */
  private Mono<Void> keep(Handshake.Offered offered) {
    var kept = new Holding.Offered(offered.offer(), SecretCopies.of(offered.keys()), 0, null);
    return keep(vault.offered(kept), offered.offer());
  }

  /** An offer whose keys are not durable is not written. */
  private void unkept(Proposal proposal, ChannelFailure cause) {
    synchronized (monitor) {
      if (pending.proposal() == proposal) {
        pending.fail(cause);
      }
    }
  }

  /** Answers the partner's offer. Does nothing if it is no longer to be answered. */
  Mono<Void> answer(WaitingOffer theirs) {
    if (pending.unansweredOffer(current.policy()) != theirs) {
      return Mono.empty();
    }
    Agreement agreed = make(theirs);
    pending.agree(agreed);
    return keep(agreed, theirs.offeredAt()).doOnError(cause -> unkept(agreed)).then(write(agreed));
  }

  private Agreement make(WaitingOffer theirs) {
    Handshake.Answered made =
        Handshake.answer(
            theirs.offer(),
            identity,
            connection.processors(),
            connection.entropy(),
            current.resumption());
    return new Agreement(theirs.offer(), theirs.id(), made.answer(), made.keys(), true);
  }

  /** Keeps what was agreed on; the copies are made at once. */
  private Mono<Void> keep(Agreement agreed, long offeredAt) {
    var kept =
        new Holding.Answered(
            agreed.offer(), agreed.answer(), SecretCopies.of(agreed.keys()), offeredAt, 0, null);
    return keep(vault.answered(kept), agreed.offer());
  }

  /** An answer whose keys are not durable is not written; another will be. */
  private void unkept(Agreement agreed) {
    synchronized (monitor) {
      pending.disagree(agreed);
    }
  }

  /** Writes an answer of ours whose keys are durable. */
  Mono<Void> write(Agreement agreed) {
    return write(agreed.answer(), () -> answered = agreed.offerId());
  }

  /** Whether the log is known to have that answer. */
  boolean isWritten(Agreement agreed) {
    return Objects.equals(agreed.offerId(), answered);
  }

  /**
   * Asks the vault at once, while the monitor is held: so whoever ends the channel and erases it
   * from the vault, which needs the monitor in between, comes after that.
   */
  private static Mono<Void> keep(Mono<Void> kept, Offer offer) {
    Mono<Void> asked =
        kept.onErrorMap(e -> new ChannelFailure.VaultUnavailable(offer.channel(), e)).cache();
    asked.subscribe(nothing -> {}, error -> {});
    return asked;
  }

  /**
   * Appends the record; written again, it changes nothing.
   *
   * @param written run once the log has it
   */
  private Mono<Void> write(LogRecord record, Runnable written) {
    return connection
        .append(record)
        .doOnNext(offset -> {
          synchronized (monitor) {
            written.run();
          }
        })
        .then();
  }
}
