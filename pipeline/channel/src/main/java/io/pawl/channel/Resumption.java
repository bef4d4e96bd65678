package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.channel.Vault.Receiving;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.Verification;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where an end of a channel stands after its process ended. It sends on in the slot after the last
 * that was claimed, if the log agrees with the vault on what was sealed, and else in the next
 * epoch.
 */
final class Resumption {
  private final Connection connection;
  private final Direction direction;

  /**
   * @param direction the peer's own
   */
  Resumption(Connection connection, Direction direction) {
    this.connection = connection;
    this.direction = direction;
  }

  /** Looks at the log; takes the secrets of {@code kept} over. */
  Mono<Standing> standing(KeptChannel kept) {
    return switch (kept.begun()) {
      case Holding.Silent silent ->
          Mono.just(
              standing(
                  kept,
                  silent,
                  null,
                  null,
                  silent.activatedAt(),
                  silent.receiving() == null ? Cause.NO_KEYS : Cause.VAULT_RESTORED));
      case Holding.Epoch epoch -> highestLogged(epoch).map(logged -> standing(kept, epoch, logged));
    };
  }

  /** Of a channel that the vault did not know: it has no keys of it. */
  Standing recovered(KeptChannel kept) {
    Holding.Begun begun = kept.begun();
    return standing(kept, begun, null, null, begun.activatedAt(), Cause.VAULT_LOST);
  }

  private Standing standing(KeptChannel kept, Holding.Epoch epoch, long logged) {
    Cause cause = objection(epoch, logged);
    SendingEpoch sending = null;
    if (cause == null) {
      sending = SendingEpoch.resume(epoch, direction, logged);
    } else {
      epoch.sending().erase();
    }
    epoch.admission().erase();
    return standing(kept, epoch, epoch.resumption(), sending, epoch.logged().offset(), cause);
  }

  /** Why nothing can be sealed in that epoch any more; null if something can. */
  private static @Nullable Cause objection(Holding.Epoch epoch, long logged) {
    if (logged > epoch.claimed()) {
      return Cause.LOG_AHEAD;
    }
    return Sender.mustRekey(epoch.offer().policy(), epoch.claimed() + 1, logged)
        ? Cause.SLOT_TOO_FAR
        : null;
  }

  private Standing standing(
      KeptChannel kept,
      Holding.Begun begun,
      @Nullable Secret resumption,
      @Nullable SendingEpoch sending,
      long loggedAt,
      @Nullable Cause cause) {
    return new Standing(
        begun.offer(),
        begun.activatedAt(),
        direction,
        resumption,
        sending,
        receiving(kept),
        loggedAt,
        begun.next(),
        begun.taken(),
        cause,
        true,
        kept.offered(),
        kept.answered(),
        kept.waiting(),
        begun.refresh());
  }

  /** The epochs that are received in, as they are at the offset where reading goes on. */
  private ReceivingEpochs receiving(KeptChannel kept) {
    Holding.Begun begun = kept.begun();
    ReceivingEpoch current =
        ReceivingEpoch.restore(begun.offer(), direction, begun.activatedAt(), begun.receiving());
    List<Holding.Fading> read =
        kept.fading().stream()
            .filter(each -> each.overlap() == Receiving.READ)
            .sorted(Comparator.comparingInt(each -> each.offer().epoch()))
            .toList();
    var epochs = new ReceivingEpochs(read.isEmpty() ? current : restored(read.getFirst()));
    read.stream().skip(1).map(this::restored).forEach(epochs::add);
    if (!read.isEmpty()) {
      epochs.add(current);
    }
    for (Holding.Fading each : kept.fading()) {
      if (each.overlap() != Receiving.READ) {
        epochs.restoreBefore(restored(each), each.overlap());
      }
    }
    return epochs;
  }

  private ReceivingEpoch restored(Holding.Fading fading) {
    return ReceivingEpoch.restore(fading.offer(), direction, fading.activatedAt(), fading.state());
  }

  /**
   * The highest slot in which the log has an envelope of ours, or had one as the vault says; -1 if
   * none is known.
   */
  private Mono<Long> highestLogged(Holding.Epoch epoch) {
    var highest = new AtomicLong(epoch.logged().slot());
    return connection
        .search()
        .scan(
            epoch.channel(),
            connection.partition(epoch.channel()),
            epoch.logged().offset(),
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
