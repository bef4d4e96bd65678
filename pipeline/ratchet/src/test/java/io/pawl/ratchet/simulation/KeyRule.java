package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Secret;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which secrets a peer may hold, in its memory and on its disk, at its place in the log; by the
 * protocol's words alone.
 */
final class KeyRule {
  private static final long EPOCH_OVERLAP = 100_000;

  /** Slots that a receiver has derived ahead. */
  private static final int AHEAD = 2;

  private final Scene scene;

  /** By direction of an agreement: the first slot whose keys its sender may still need. */
  private final Map<Lane, Long> sealing = new HashMap<>();

  /** Secrets that each peer held when it was last looked at. */
  private final Map<Peer, Set<Secret>> held = new HashMap<>();

  private record Lane(SecretName.Agreement agreement, Direction direction) {}

  KeyRule(Scene scene) {
    this.scene = scene;
  }

  /** A message was sealed, the {@code last} that fits into its slot or not. */
  void sealed(SecretName.Agreement agreement, Direction direction, long slot, boolean last) {
    sealing.put(new Lane(agreement, direction), last ? slot + 1 : slot);
  }

  /** A crash or a restored disk: what was held is gone, and nobody could erase it. */
  void forget(Peer peer) {
    held.remove(peer);
  }

  /** Checks all that a peer holds. */
  void check(Peer peer) {
    Set<Secret> now = Collections.newSetFromMap(new IdentityHashMap<>());
    for (End end : peer.ends()) {
      List<Secret> memory = ReachableSecrets.from(end.roots());
      for (Secret secret : memory) {
        check(secret, end.view(), end.direction(), peer.now(), () -> peer.name() + "'s memory");
      }
      now.addAll(memory);
    }
    for (Kept kept : peer.vault().channels().values()) {
      List<Secret> disk = ReachableSecrets.from(List.of(kept));
      if (peer.isVaultCurrent()) {
        for (Secret secret : disk) {
          check(
              secret,
              kept.view(),
              kept.direction(),
              peer.vault().now(),
              () -> peer.name() + "'s vault");
        }
      }
      now.addAll(disk);
    }
    checkErased(peer, now);
  }

  /** Checks the admission keys that the processors hold: of this epoch, the last and the next. */
  void check(Processor processor) {
    if (!processor.isInStep()) {
      return;
    }
    for (Secret secret : ReachableSecrets.from(processor.partitions())) {
      SecretName name = scene.names().of(secret);
      if (name instanceof SecretName.OfProcessors) {
        continue;
      }
      Check.KEYS_END.that(
          name instanceof SecretName.OfGrant(SecretName.Agreement agreement)
              && scene.oracle().mayAdmit(agreement),
          () -> "the processor holds %s".formatted(name));
    }
  }

  /** What is held no more was erased, not just dropped. */
  private void checkErased(Peer peer, Set<Secret> now) {
    for (Secret secret : held.getOrDefault(peer, Set.of())) {
      if (!now.contains(secret)) {
        Check.KEYS_END.that(
            secret.isErased(),
            () -> "%s dropped %s and left its bytes".formatted(peer.name(), name(secret)));
      }
    }
    held.put(peer, now);
  }

  private @Nullable SecretName name(Secret secret) {
    return secret.isErased() ? null : scene.names().of(secret);
  }

  private void check(Secret secret, View view, Direction own, long now, Supplier<String> where) {
    SecretName name = scene.names().of(secret);
    boolean allowed =
        !view.closed()
            && switch (name) {
              case null -> false;
              case SecretName.OfOffer offer ->
                  offer.epoch() == view.epoch() + 1 && !isSettled(offer.offerId(), now);
              case SecretName.OfChain chain ->
                  isCandidate(chain.agreement(), view)
                      ? chain.slot() == 0
                      : mayHold(
                          chain.agreement(), chain.direction(), chain.slot(), true, view, own, now);
              case SecretName.OfSlot slot ->
                  !isCandidate(slot.agreement(), view)
                      && mayHold(
                          slot.agreement(), slot.direction(), slot.slot(), false, view, own, now);
              case SecretName.OfAdmission admission ->
                  isCandidate(admission.agreement(), view)
                      || (admission.direction() == own
                          && admission.agreement().epoch() == view.epoch());
              case SecretName.OfResumption resumption ->
                  isCandidate(resumption.agreement(), view)
                      || resumption.agreement().epoch() == view.epoch();
              case SecretName.OfGrant grant -> false;
              case SecretName.OfProcessors processors -> false;
            };
    Check.KEYS_END.that(allowed, () -> "%s holds %s at %s".formatted(where.get(), name, view));
  }

  private boolean isSettled(Bytes offerId, long now) {
    Long at = scene.oracle().settledAt(offerId);
    return at != null && at <= now;
  }

  private static boolean isCandidate(SecretName.Agreement agreement, View view) {
    return agreement.epoch() == view.epoch() + 1
        && Objects.equals(agreement.offerId(), view.pending());
  }

  private boolean mayHold(
      SecretName.Agreement agreement,
      Direction direction,
      long slot,
      boolean chain,
      View view,
      Direction own,
      long now) {
    if (direction == own) {
      return agreement.epoch() == view.epoch()
          && slot >= sealing.getOrDefault(new Lane(agreement, direction), 0L);
    }
    View.Slots slots;
    if (agreement.epoch() == view.epoch()) {
      slots = view.current(direction);
    } else if (agreement.epoch() == view.epoch() - 1 && now - view.activatedAt() <= EPOCH_OVERLAP) {
      slots = view.previous(direction);
    } else {
      return false;
    }
    if (!slots.open()) {
      return false;
    }
    return chain
        ? slot > slots.current() + AHEAD
        : slot == slots.previous() || (slot >= slots.current() && slot <= slots.current() + AHEAD);
  }
}
