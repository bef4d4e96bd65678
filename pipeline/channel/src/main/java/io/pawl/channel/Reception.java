package io.pawl.channel;

import io.pawl.channel.Vault.Receiving;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A channel's receiving direction: opens what was accepted, and makes durable how far it has come,
 * before messages are handed over or as they are acknowledged. One write to the vault at a time;
 * what comes meanwhile shares the next.
 */
final class Reception {
  private final Connection connection;
  private final Vault vault;
  private final ChannelId channel;
  private final ReceivingEpochs epochs;
  private final Inbound inbound;
  private final Failing failing;

  /** Log offset up to which messages were handed over, or acknowledged, by an earlier process. */
  private final long takenBefore;

  /** Null where handing over is enough. */
  private final @Nullable Acknowledgements acknowledgements;

  /** The newest progress that the vault has not been given. */
  private final AtomicReference<@Nullable Progress> due = new AtomicReference<>();

  private final AtomicBoolean keeping = new AtomicBoolean();
  private long settled;

  /** Offset of accepted records below which all was settled. */
  private long settledAt;

  /** Log offset of the last message that was opened. */
  private long opened;

  private volatile boolean erased;

  /** Hears that the vault could not keep up. */
  interface Failing {
    void vaultFailed(Throwable cause);
  }

  /**
   * @param next offset of the first accepted record that is to come
   * @param takenBefore log offset of the last message that is not to be handed over again
   */
  Reception(
      Connection connection,
      Vault vault,
      ChannelId channel,
      ReceivingEpochs epochs,
      long next,
      long takenBefore,
      Failing failing) {
    this.connection = connection;
    this.vault = vault;
    this.channel = channel;
    this.epochs = epochs;
    this.settledAt = next;
    this.takenBefore = takenBefore;
    this.opened = takenBefore;
    this.failing = failing;
    boolean acknowledged = connection.delivery() == Delivery.ONCE_ACKNOWLEDGED;
    this.inbound =
        new Inbound(
            connection.limits(),
            acknowledged ? Inbound.Room.ONCE_FREED : Inbound.Room.ONCE_DELIVERED);
    this.acknowledgements = acknowledged ? new Acknowledgements(takenBefore) : null;
  }

  Flux<Message> messages() {
    return inbound;
  }

  boolean hasRoom() {
    return erased || inbound.hasRoom();
  }

  void whenRoom(Runnable goOn) {
    inbound.whenRoom(goOn);
  }

  /** An epoch begins where reading stands. */
  synchronized void begin(ReceivingEpoch next) {
    if (erased) {
      next.erase();
      return;
    }
    epochs.add(next);
    epochs.reach(next.number());
  }

  /** Reading has come to where an epoch begins that an earlier process saw begin. */
  synchronized void reach(int epoch) {
    if (!erased) {
      epochs.reach(epoch);
    }
  }

  /** The log has come to that offset. */
  synchronized void elapse(long logOffset) {
    if (!erased) {
      epochs.elapse(logOffset);
    }
  }

  /** The log has come to that offset, and the channel was given nothing meanwhile. */
  void expire(long logOffset) {
    if (drop(logOffset)) {
      keep();
    }
  }

  private synchronized boolean drop(long logOffset) {
    elapse(logOffset);
    // What was opened and is not settled yet tells the vault soon; before that, its place is older.
    return settled == inbound.added() && note(settledAt);
  }

  /**
   * Whether the vault still needs the keys of the epoch that is read, should the next begin now.
   *
   * @param overlapping whether it overlaps the next
   */
  synchronized boolean keeps(boolean overlapping) {
    return overlapping || settled != inbound.added() || isBehind();
  }

  private boolean isBehind() {
    return acknowledgements == null
        ? due.get() != null || keeping.get()
        : acknowledgements.isBehind();
  }

  /** Epochs whose keys are held. */
  synchronized int epochsHeld() {
    return epochs.held();
  }

  /** Where the partner's direction stands; null without keys of it. */
  synchronized ChannelHealth.@Nullable Place place() {
    if (erased) {
      return null;
    }
    ChannelHealth.Place place = null;
    for (Receiving each : epochs.states()) {
      var window = each.state().windows().current();
      if (each.overlap() == Receiving.READ) {
        place =
            new ChannelHealth.Place(window.slot(), window.top(), each.state().current().keyId());
      }
      each.state().erase();
    }
    return place;
  }

  /** The epoch before, while it overlaps; null if none does. */
  synchronized ChannelHealth.@Nullable Overlap overlap() {
    return erased || epochs.before() == 0
        ? null
        : new ChannelHealth.Overlap(epochs.before(), epochs.left());
  }

  /**
   * Opens an envelope of this direction.
   *
   * @return false if it claims to be of the epoch that is read, and is not authentic
   */
  synchronized boolean take(Envelope envelope, long logOffset) {
    if (erased) {
      return true;
    }
    ChannelMetrics metrics = connection.metrics();
    return switch (epochs.open(envelope, logOffset)) {
      case Receipt.Opened message -> {
        // Opened again only to move the state past it.
        if (logOffset > takenBefore) {
          metrics.opened();
          add(new Message(message.position(), message.payload(), logOffset));
        }
        yield true;
      }
      case Receipt.Refused(Refusal code) -> {
        metrics.refused(code);
        yield true;
      }
      case Receipt.NotAuthentic() -> {
        metrics.notAuthentic();
        yield false;
      }
    };
  }

  private void add(Message message) {
    opened = message.logOffset();
    if (acknowledgements != null) {
      acknowledgements.opened(message);
    }
    inbound.add(message);
  }

  /** Hands over what was opened, once it is durable that everything below {@code next} was. */
  void settle(long next) {
    if (note(next)) {
      keep();
    }
  }

  /** Notes where the vault may go on from; true if it is to be told at once. */
  private synchronized boolean note(long next) {
    if (erased) {
      return false;
    }
    settledAt = next;
    boolean dropped = epochs.hasDropped();
    if (dropped) {
      connection.metrics().erased(ChannelMetrics.Erased.OVERLAP);
    } else if (settled == inbound.added()) {
      return false;
    }
    settled = inbound.added();
    var boundary = new Progress.Boundary(opened, next, epochs.number(), epochs.states());
    if (acknowledgements == null) {
      owe(new Progress(settled, opened, boundary));
      return true;
    }
    acknowledgements.settled(boundary);
    inbound.release(settled);
    if (dropped) {
      // All may be acknowledged already: then nobody else comes to tell the vault.
      owe(acknowledgements.acknowledge(-1, inbound::free));
    }
    return dropped;
  }

  private void owe(Progress progress) {
    due.set(progress.after(due.getAndSet(null)));
  }

  /**
   * Completes when no message up to and with that one will be handed over again.
   *
   * @param upTo the message's log offset
   */
  Mono<Void> acknowledge(long upTo) {
    Acknowledgements all = acknowledgements;
    if (all == null) {
      // That was done before it was handed over.
      return Mono.empty();
    }
    return Mono.defer(() -> {
      Mono<Void> durable;
      synchronized (this) {
        if (erased) {
          return Mono.error(new ChannelFailure.Detached());
        }
        owe(all.acknowledge(upTo, inbound::free));
        durable = all.whenDurable(upTo);
      }
      keep();
      return durable;
    });
  }

  private void keep() {
    // Looks again after giving the turn back: what became due meanwhile saw it taken.
    while (due.get() != null && keeping.compareAndSet(false, true)) {
      Progress progress = due.getAndSet(null);
      if (progress == null) {
        keeping.set(false);
      } else {
        write(progress).subscribe(nothing -> {}, failing::vaultFailed, () -> kept(progress));
      }
    }
  }

  private Mono<Void> write(Progress progress) {
    Progress.Boundary boundary = progress.boundary();
    return boundary == null
        ? vault.taken(channel, progress.taken())
        : vault.received(
            channel, boundary.next(), progress.taken(), boundary.epoch(), boundary.states());
  }

  private void kept(Progress progress) {
    keeping.set(false);
    if (acknowledgements == null) {
      inbound.release(progress.messages());
    } else {
      acknowledgements.durable(progress.taken());
    }
    keep();
  }

  /**
   * Ends, and erases the keys: in good order after everything that was opened, with an error after
   * what was handed over until now.
   */
  void end(@Nullable Throwable error) {
    if (!erase()) {
      return;
    }
    if (error == null) {
      // The channel is over and the vault forgets it: there is no progress to keep any more.
      inbound.release(inbound.added());
    }
    inbound.end(error);
    if (acknowledgements != null) {
      acknowledgements.end(error);
    }
  }

  private synchronized boolean erase() {
    if (erased) {
      return false;
    }
    erased = true;
    epochs.erase();
    Progress passed = due.getAndSet(null);
    if (passed != null) {
      passed.erase();
    }
    if (acknowledgements != null) {
      acknowledgements.erase();
    }
    return true;
  }
}
