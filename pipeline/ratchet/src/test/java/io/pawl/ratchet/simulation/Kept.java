package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SlotChain;
import io.pawl.ratchet.SlotKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer's vault keeps of one channel.
 *
 * @param inbox messages that were handed over, oldest first
 * @param highestLogged highest slot of our direction seen in the log in the current epoch
 */
record Kept(
    Direction direction,
    Reduction reduction,
    View view,
    @Nullable Current current,
    @Nullable Fading fading,
    Agreed.@Nullable Offered offered,
    Agreed.@Nullable Candidate candidate,
    @Nullable Cause rekeyDue,
    boolean diverged,
    long highestLogged,
    List<Position> inbox) {

  /**
   * The epoch that we are in.
   *
   * @param sending our chain, null if it must not be used; at slot {@code claimed} + 1, or, after a
   *     clean close, where the sender stood
   * @param cleanCounter the next envelope's counter after a clean close; -1 otherwise
   * @param fresh whether its keys are known to be in no copy of the vault but this
   */
  record Current(
      Offer offer,
      SecretName.Agreement agreement,
      long claimed,
      @Nullable SlotChain sending,
      int cleanCounter,
      Secret admission,
      Secret resumption,
      Receiver.State receiving,
      boolean fresh) {
    Current copy() {
      return new Current(
          offer,
          agreement,
          claimed,
          sending == null ? null : sending.copy(),
          cleanCounter,
          admission.copy(),
          resumption.copy(),
          Kept.copy(receiving),
          fresh);
    }

    Current claimed(long slot, SlotChain after) {
      return new Current(
          offer, agreement, slot, after, -1, admission, resumption, receiving, fresh);
    }

    void erase() {
      if (sending != null) {
        sending.erase();
      }
      admission.erase();
      resumption.erase();
      receiving.erase();
    }
  }

  /**
   * The epoch before, while its overlap lasts.
   *
   * @param overlap messages of the current epoch until it ends; -1 if none came yet
   */
  record Fading(
      Offer offer,
      SecretName.Agreement agreement,
      int overlap,
      Receiver.@Nullable State receiving) {
    Fading copy() {
      return new Fading(offer, agreement, overlap, receiving == null ? null : Kept.copy(receiving));
    }
  }

  Kept copy() {
    return new Kept(
        direction,
        reduction,
        view,
        current == null ? null : current.copy(),
        fading == null ? null : fading.copy(),
        Agreed.copy(offered),
        Agreed.copy(candidate),
        rekeyDue,
        diverged,
        highestLogged,
        inbox);
  }

  Kept claimed(long slot, SlotChain after) {
    if (current == null) {
      throw new IllegalStateException("no epoch to claim a slot of");
    }
    if (current.sending() != null) {
      current.sending().erase();
    }
    return new Kept(
        direction,
        reduction,
        view,
        current.claimed(slot, after),
        fading,
        offered,
        candidate,
        rekeyDue,
        diverged,
        highestLogged,
        inbox);
  }

  void erase() {
    if (current != null) {
      current.erase();
    }
    if (fading != null && fading.receiving() != null) {
      fading.receiving().erase();
    }
    if (offered != null) {
      offered.keys().erase();
    }
    if (candidate != null) {
      candidate.keys().erase();
    }
  }

  private static Receiver.State copy(Receiver.State state) {
    SlotKey previous = state.previous();
    return new Receiver.State(
        state.windows(),
        previous == null ? null : copy(previous),
        copy(state.current()),
        state.ahead().stream().map(Kept::copy).toList(),
        state.chain().copy());
  }

  private static SlotKey copy(SlotKey key) {
    return new SlotKey(key.slot(), key.material().copy(), key.keyId());
  }
}
