package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import io.pawl.ratchet.SlotChain;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What every vault keeps to. */
abstract class VaultContract {
  private final Random random = new Random(50);
  private final Entropy entropy =
      count -> {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
      };
  private final SigningKey alice = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
  private final SigningKey bob = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
  private final Handshake.Offered offered =
      Handshake.open(alice, bob.publicKey(), TestDeployment.SMALL, channel -> 0, entropy);
  private final Offer offer = offered.offer();
  private final EpochKeys keys =
      Handshake.answer(
              offer,
              bob,
              AgreementKey.of(Secret.owning(entropy.bytes(32))).publicKey(),
              entropy,
              null)
          .keys();

  /** An empty vault. */
  abstract Vault vault();

  @Test
  void anEpochTakesThePlaceOfItsOffer() {
    Vault vault = vault();
    vault.offered(new Holding.Offered(offer, SecretCopies.of(offered.keys()))).block();
    StepVerifier.create(vault.holdings())
        .expectNext(new Holding.Offered(offer, offered.keys()))
        .verifyComplete();

    vault.begun(epoch()).block();

    Holding.Epoch kept = kept(vault);
    assertThat(kept.claimed()).isEqualTo(-1);
    assertThat(kept.sending().secret()).isEqualTo(keys.initiatorChain().secret());
    assertThat(kept.resumption()).isEqualTo(keys.resumption());
  }

  @Test
  void aClaimReplacesTheSendingChainAndNothingElse() {
    Vault vault = vault();
    vault.begun(epoch()).block();
    SlotChain after = keys.initiatorChain().copy();
    after.advance();

    vault.claim(offer.channel(), 1, 0, after.copy()).block();

    Holding.Epoch kept = kept(vault);
    assertThat(kept.claimed()).isZero();
    assertThat(kept.sending().slot()).isEqualTo(1);
    assertThat(kept.sending().secret()).isEqualTo(after.secret());
    assertThat(kept.next()).isEqualTo(7);
  }

  @Test
  void receivingReplacesTheReceivingStateAndNothingElse() {
    Vault vault = vault();
    vault.begun(epoch()).block();

    vault.received(offer.channel(), 1, 9, epoch().receiving()).block();

    Holding.Epoch kept = kept(vault);
    assertThat(kept.next()).isEqualTo(9);
    assertThat(kept.claimed()).isEqualTo(-1);
    assertThat(kept.receiving().current().material())
        .isEqualTo(epoch().receiving().current().material());
  }

  @Test
  void secretsThatWereReplacedAreErased() {
    Vault vault = vault();
    Holding.Epoch first = epoch();
    vault.begun(first).block();

    vault.claim(offer.channel(), 1, 0, keys.initiatorChain().copy()).block();
    vault.received(offer.channel(), 1, 9, epoch().receiving()).block();

    assertThat(first.sending().secret().isErased()).isTrue();
    assertThat(first.receiving().current().material().isErased()).isTrue();
    assertThat(first.admission().isErased()).isFalse();
  }

  @Test
  void whatIsErasedIsGone() {
    Vault vault = vault();
    Holding.Epoch epoch = epoch();
    vault.begun(epoch).block();

    vault.erase(offer.channel()).block();
    vault.erase(offer.channel()).block();

    StepVerifier.create(vault.holdings()).verifyComplete();
    assertThat(epoch.admission().isErased()).isTrue();
    assertThat(epoch.resumption().isErased()).isTrue();
  }

  @Test
  void anEpochThatIsNotKeptTakesNoClaim() {
    Vault vault = vault();
    vault.begun(epoch()).block();

    StepVerifier.create(vault.claim(offer.channel(), 2, 0, keys.initiatorChain().copy()))
        .verifyError();

    assertThat(kept(vault).claimed()).isEqualTo(-1);
  }

  @Test
  void whoeverLooksAtHoldingsGetsCopies() {
    Vault vault = vault();
    vault.begun(epoch()).block();

    kept(vault).erase();

    assertThat(kept(vault).sending().secret()).isEqualTo(keys.initiatorChain().secret());
  }

  private Holding.Epoch epoch() {
    return Epochs.holding(offer, Direction.INITIATOR, keys, 5, 7);
  }

  private static Holding.Epoch kept(Vault vault) {
    return vault.holdings().cast(Holding.Epoch.class).single().blockOptional().orElseThrow();
  }
}
