package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Forge;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SlotChain;
import io.pawl.ratchet.SlotKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows every secret of the run by its bytes: the all-seeing eye that no real party has. */
final class SecretNames {
  /** Slots that are derived at first, when a secret is not known yet; then twice as many. */
  private static final int SLOTS_AT_ONCE = 5;

  /** No run goes through more slots of one epoch. */
  private static final int MAX_SLOTS = 320;

  private record Walk(SecretName.Agreement agreement, Direction direction, SlotChain chain) {}

  private final Map<Bytes, SecretName> byBytes = new HashMap<>();
  private final List<Walk> walks = new ArrayList<>();

  SecretNames() {
    name(Cast.processorsPrivateKey(), new SecretName.OfProcessors());
  }

  void add(Offer offer, Bytes offerId, OfferKeys keys) {
    SecretName name = new SecretName.OfOffer(offer.channel(), offer.epoch(), offerId);
    name(keys.x25519(), name);
    Secret seed = keys.mlkemSeed();
    if (seed != null) {
      name(seed, name);
    }
  }

  void add(SecretName.Agreement agreement, EpochKeys keys) {
    if (byBytes.containsKey(bytes(keys.resumption()))) {
      return;
    }
    name(keys.resumption(), new SecretName.OfResumption(agreement));
    name(Forge.granted(keys), new SecretName.OfGrant(agreement));
    for (Direction direction : Direction.values()) {
      name(keys.admission(direction), new SecretName.OfAdmission(agreement, direction));
      walks.add(new Walk(agreement, direction, keys.chain(direction).copy()));
    }
  }

  /** Admission keys that somebody granted without an agreement. */
  void addGrant(SecretName.Agreement agreement, Secret admission) {
    name(admission, new SecretName.OfGrant(agreement));
  }

  /** What that secret is; null if it is none that the run should have. */
  @Nullable SecretName of(Secret secret) {
    Bytes bytes = bytes(secret);
    SecretName name = byBytes.get(bytes);
    for (int end = SLOTS_AT_ONCE; name == null && end <= MAX_SLOTS; end *= 2) {
      // The newest are in use.
      for (int i = walks.size() - 1; name == null && i >= 0; i--) {
        walkTo(walks.get(i), end);
        name = byBytes.get(bytes);
      }
    }
    return name;
  }

  private void walkTo(Walk walk, long end) {
    while (walk.chain().slot() < end) {
      nameSlot(walk);
    }
  }

  private void nameSlot(Walk walk) {
    SlotChain chain = walk.chain();
    name(chain.secret(), new SecretName.OfChain(walk.agreement(), walk.direction(), chain.slot()));
    SlotKey key = chain.key();
    name(key.material(), new SecretName.OfSlot(walk.agreement(), walk.direction(), chain.slot()));
    chain.advance();
  }

  private void name(Secret secret, SecretName name) {
    byBytes.put(bytes(secret), name);
  }

  private static Bytes bytes(Secret secret) {
    return Bytes.wrap(secret.toArray());
  }
}
