package io.pawl.channel;

import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SlotChain;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Has the vault keep a sender's claims to slots, one at a time and ahead of need. For the one whose
 * turn it is at the sender; the vault answers from wherever it likes.
 */
final class SlotClaims {
  private final Vault vault;
  private final SendingEpoch sending;
  private final Sender sender;
  private final LongSupplier loggedAt;
  private final Runnable answered;

  /** The claim that was asked for; null if the sender has been told of the last. */
  private volatile @Nullable Claim claim;

  /** The highest slot that the log has, as the vault was told last. */
  private long kept;

  private sealed interface Claim {
    record Asked() implements Claim {}

    record Granted(long slot) implements Claim {}

    record Failed(Throwable cause) implements Claim {}
  }

  /**
   * @param loggedAt the log offset up to which the log has all that was acknowledged
   * @param answered told when the vault has answered: time for another turn
   */
  SlotClaims(Vault vault, SendingEpoch sending, LongSupplier loggedAt, Runnable answered) {
    this.vault = vault;
    this.sending = sending;
    this.sender = sending.sender();
    this.kept = sending.logged();
    this.loggedAt = loggedAt;
    this.answered = answered;
  }

  /**
   * Asks for the claim that is due, and tells the sender of one that is durable.
   *
   * @return why the claim that sealing waits for failed; null if none did. The next call asks again
   */
  @Nullable Throwable advance() {
    Throwable failure = hear();
    if (failure != null || claim != null) {
      return failure;
    }
    OptionalLong due = sender.claimDue();
    if (due.isEmpty()) {
      return null;
    }
    ask(due.getAsLong());
    return hear();
  }

  /**
   * The log has more. In traffic the next claim tells the vault. A process that ends before that
   * leaves a slot behind of which the vault does not know whether it was used: after some like it,
   * and without the log, they would look like claims that ran ahead.
   */
  void logged() {
    if (claim == null && sending.logged() - Math.max(kept, 0) > 1) {
      // The same claim again. If it fails, all that may follow is an epoch earlier than needed.
      keep(sender.claimed()).subscribe(nothing -> {}, error -> {});
    }
  }

  private void ask(long slot) {
    claim = new Claim.Asked();
    keep(slot)
        .subscribe(
            nothing -> {},
            error -> {
              claim = new Claim.Failed(error);
              answered.run();
            },
            () -> {
              claim = new Claim.Granted(slot);
              answered.run();
            });
  }

  private Mono<Void> keep(long slot) {
    SlotChain after = sender.chain().copy();
    while (after.slot() <= slot) {
      after.advance();
    }
    kept = sending.logged();
    var logged = new Vault.Logged(loggedAt.getAsLong(), kept);
    return Mono.defer(() -> vault.claim(sending.channel(), sending.number(), slot, after, logged));
  }

  private @Nullable Throwable hear() {
    return switch (claim) {
      case null -> null;
      case Claim.Asked() -> null;
      case Claim.Granted(long slot) -> {
        claim = null;
        sender.claimed(slot);
        yield null;
      }
      case Claim.Failed(Throwable cause) -> {
        // One that failed ahead of need is asked for again when it is needed: not per message.
        if (sender.canSeal()) {
          yield null;
        }
        claim = null;
        yield cause;
      }
    };
  }
}
