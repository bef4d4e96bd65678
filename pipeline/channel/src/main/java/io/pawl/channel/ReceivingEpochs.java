package io.pawl.channel;

import io.pawl.channel.Vault.Receiving;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochOverlap;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The epochs that a channel receives in, where its reading stands: the one that is read, the one
 * before while it overlaps, and those that are known to begin further on, since an earlier process
 * had read that far. Not thread-safe.
 */
final class ReceivingEpochs {
  private ReceivingEpoch read;
  private final Deque<ReceivingEpoch> later = new ArrayDeque<>();
  private @Nullable ReceivingEpoch before;
  private @Nullable EpochOverlap overlap;

  /** An epoch was dropped, and the vault still has it. */
  private boolean dropped;

  ReceivingEpochs(ReceivingEpoch first) {
    this.read = first;
  }

  /** Puts back the one before, with so many messages until it is over. */
  void restoreBefore(ReceivingEpoch epoch, int left) {
    before = epoch;
    overlap = EpochOverlap.restore(read.offer(), read.activatedAt(), left);
  }

  /** An epoch begins, or is known to begin, after all others. */
  void add(ReceivingEpoch next) {
    later.addLast(next);
  }

  /**
   * Reading has come to where that epoch begins; the one before the last is gone. False if it is no
   * epoch that begins further on.
   */
  boolean reach(int number) {
    ReceivingEpoch next = later.peekFirst();
    if (next == null || next.number() != number) {
      return false;
    }
    later.removeFirst();
    drop();
    before = read;
    read = next;
    overlap = EpochOverlap.begin(next.offer(), next.activatedAt());
    elapse(next.activatedAt());
    return true;
  }

  /** The log has come to that offset: the epoch before may be over. */
  void elapse(long logOffset) {
    if (overlap != null && overlap.isOver(logOffset)) {
      drop();
    }
  }

  private void drop() {
    if (before != null) {
      dropped |= before.receiver() != null;
      before.erase();
    }
    before = null;
    overlap = null;
  }

  /** Whether an epoch was dropped since this was last asked. */
  boolean hasDropped() {
    boolean was = dropped;
    dropped = false;
    return was;
  }

  /** Opens an envelope of this direction that stands at that offset. */
  Receipt open(Envelope envelope, long logOffset) {
    elapse(logOffset);
    int number = envelope.epoch();
    if (number == read.number()) {
      Receipt receipt = open(read, envelope);
      // One that we cannot open for want of keys was accepted all the same.
      if (overlap != null && (receipt instanceof Receipt.Opened || read.receiver() == null)) {
        overlap.accepted();
        elapse(logOffset);
      }
      return receipt;
    }
    if (before != null && number == before.number()) {
      return open(before, envelope);
    }
    return new Receipt.Refused(
        number > read.number() ? Refusal.EPOCH_UNKNOWN : Refusal.EPOCH_EXPIRED);
  }

  private static Receipt open(ReceivingEpoch epoch, Envelope envelope) {
    Receiver receiver = epoch.receiver();
    return receiver == null ? new Receipt.Refused(Refusal.EPOCH_UNKNOWN) : receiver.open(envelope);
  }

  /** The one that is read. */
  int number() {
    return read.number();
  }

  /** Epochs whose keys are held. */
  int held() {
    return 1 + later.size() + (before == null ? 0 : 1);
  }

  /** Number of the epoch before, while it overlaps; 0 if none does. */
  int before() {
    return before == null ? 0 : before.number();
  }

  /** Messages until the epoch before is over; -1 if none of the next came yet, 0 without one. */
  int left() {
    return overlap == null ? 0 : overlap.left();
  }

  /** As a vault keeps them, in copies: without those further on. */
  List<Receiving> states() {
    List<Receiving> states = new ArrayList<>();
    if (before != null && overlap != null && before.receiver() != null) {
      states.add(new Receiving(before.number(), overlap.left(), before.receiver().state()));
    }
    Receiver receiver = read.receiver();
    if (receiver != null) {
      states.add(new Receiving(read.number(), Receiving.READ, receiver.state()));
    }
    return states;
  }

  void erase() {
    drop();
    read.erase();
    later.forEach(ReceivingEpoch::erase);
  }
}
