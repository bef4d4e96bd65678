package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A channel's receiving direction in one epoch: opens what was accepted, makes durable how far it
 * has come, and only then hands over. One write to the vault at a time; what comes meanwhile shares
 * the next.
 */
final class Reception {
  private final Connection connection;
  private final Vault vault;
  private final ChannelId channel;
  private final int epoch;
  private final Receiver receiver;
  private final Inbound inbound;
  private final Failing failing;

  /** The newest progress that the vault has not been given. */
  private final AtomicReference<@Nullable Progress> due = new AtomicReference<>();

  private final AtomicBoolean keeping = new AtomicBoolean();
  private long settled;
  private volatile boolean erased;

  /** Everything up to a place among the accepted records. */
  private record Progress(long messages, long next, Receiver.State state) {}

  /** Hears that the vault could not keep up. */
  interface Failing {
    void vaultFailed(Throwable cause);
  }

  Reception(
      Connection connection,
      Vault vault,
      ChannelId channel,
      int epoch,
      Receiver receiver,
      Failing failing) {
    this.connection = connection;
    this.vault = vault;
    this.channel = channel;
    this.epoch = epoch;
    this.receiver = receiver;
    this.inbound = new Inbound(connection.limits());
    this.failing = failing;
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

  /** Opens an envelope of this direction; false if it is not authentic. */
  synchronized boolean take(Envelope envelope, long logOffset) {
    if (erased) {
      return true;
    }
    ChannelMetrics metrics = connection.metrics();
    if (envelope.epoch() != epoch) {
      metrics.refused(envelope.epoch() > epoch ? Refusal.EPOCH_UNKNOWN : Refusal.EPOCH_EXPIRED);
      return true;
    }
    return switch (receiver.open(envelope)) {
      case Receipt.Opened opened -> {
        metrics.opened();
        inbound.add(new Message(opened.position(), opened.payload(), logOffset));
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

  /** Hands over what was opened, once it is durable that everything below {@code next} was. */
  void settle(long next) {
    if (note(next)) {
      keep();
    }
  }

  private synchronized boolean note(long next) {
    if (erased || settled == inbound.added()) {
      return false;
    }
    settled = inbound.added();
    Progress passed = due.getAndSet(new Progress(settled, next, receiver.state()));
    if (passed != null) {
      passed.state().erase();
    }
    return true;
  }

  private void keep() {
    // Looks again after giving the turn back: what became due meanwhile saw it taken.
    while (due.get() != null && keeping.compareAndSet(false, true)) {
      Progress progress = due.getAndSet(null);
      if (progress == null) {
        keeping.set(false);
      } else {
        vault
            .received(channel, epoch, progress.next(), progress.state())
            .subscribe(nothing -> {}, failing::vaultFailed, () -> kept(progress));
      }
    }
  }

  private void kept(Progress progress) {
    keeping.set(false);
    inbound.release(progress.messages());
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
  }

  private synchronized boolean erase() {
    if (erased) {
      return false;
    }
    erased = true;
    receiver.erase();
    Progress passed = due.getAndSet(null);
    if (passed != null) {
      passed.state().erase();
    }
    return true;
  }
}
