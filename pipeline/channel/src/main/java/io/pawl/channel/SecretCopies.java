package io.pawl.channel;

import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.SlotKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Second copies of secrets, each erased on its own: one for the vault, one for its user. */
final class SecretCopies {
  private SecretCopies() {}

  static OfferKeys of(OfferKeys keys) {
    return new OfferKeys(
        keys.x25519().copy(), keys.mlkemSeed() == null ? null : keys.mlkemSeed().copy());
  }

  static EpochKeys of(EpochKeys keys) {
    return new EpochKeys(
        keys.initiatorChain().copy(),
        keys.responderChain().copy(),
        keys.initiatorAdmission().copy(),
        keys.responderAdmission().copy(),
        keys.resumption().copy());
  }

  static Vault.Holding of(Vault.Holding holding) {
    return switch (holding) {
      case Vault.Holding.Offered(var offer, var keys, var next, var refresh) ->
          new Vault.Holding.Offered(offer, of(keys), next, refresh);
      case Vault.Holding.Answered(
              var offer,
              var answer,
              var keys,
              var offeredAt,
              var next,
              var refresh) ->
          new Vault.Holding.Answered(offer, answer, of(keys), offeredAt, next, refresh);
      case Vault.Holding.Waiting waiting -> waiting;
      case Vault.Holding.Epoch epoch -> of(epoch);
      case Vault.Holding.Silent silent ->
          silent.receiving() == null ? silent : silent.receiving(of(silent.receiving()));
      case Vault.Holding.Fading(var offer, var activatedAt, var overlap, var state) ->
          new Vault.Holding.Fading(offer, activatedAt, overlap, of(state));
    };
  }

  private static Vault.Holding.Epoch of(Vault.Holding.Epoch epoch) {
    return new Vault.Holding.Epoch(
        epoch.offer(),
        epoch.activatedAt(),
        epoch.claimed(),
        epoch.sending().copy(),
        epoch.logged(),
        epoch.admission().copy(),
        epoch.resumption().copy(),
        of(epoch.receiving()),
        epoch.next(),
        epoch.taken(),
        epoch.refresh());
  }

  private static Receiver.State of(Receiver.State state) {
    List<SlotKey> ahead = state.ahead().stream().map(SecretCopies::of).toList();
    return new Receiver.State(
        state.windows(), copy(state.previous()), of(state.current()), ahead, state.chain().copy());
  }

  private static @Nullable SlotKey copy(@Nullable SlotKey key) {
    return key == null ? null : of(key);
  }

  private static SlotKey of(SlotKey key) {
    return new SlotKey(key.slot(), key.material().copy(), key.keyId());
  }
}
