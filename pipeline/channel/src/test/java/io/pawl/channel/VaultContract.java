package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.ChannelId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** What every vault keeps to. */
public abstract class VaultContract {
  private final Sample sample = Sample.of(50);
  private final ChannelId channel = sample.offer().channel();

  /** An empty vault. */
  protected abstract Vault vault();

  @Test
  void anEpochTakesThePlaceOfItsOffer() {
    Vault vault = vault();
    vault.offered(sample.offered()).block();
    StepVerifier.create(vault.holdings()).expectNext(sample.offered()).verifyComplete();

    vault.begun(sample.epoch(), false).block();

    Holding.Epoch kept = kept(vault);
    assertThat(kept.claimed()).isEqualTo(-1);
    assertThat(kept.sending().secret()).isEqualTo(sample.sending(0).secret());
    assertThat(kept.resumption()).isEqualTo(sample.keys().resumption());
  }

  @Test
  void anAnswerIsKeptWithAllItsKeys() {
    Vault vault = vault();
    Holding.Answered answered = sample.answered();

    vault.answered(sample.answered()).block();

    Holding.Answered kept =
        vault.holdings().cast(Holding.Answered.class).single().blockOptional().orElseThrow();
    assertThat(kept.offer()).isEqualTo(answered.offer());
    assertThat(kept.answer()).isEqualTo(answered.answer());
    assertThat(kept.keys().admitted()).isEqualTo(answered.keys().admitted());
    assertThat(kept.keys().responderChain().secret())
        .isEqualTo(answered.keys().responderChain().secret());
  }

  @Test
  void aClaimReplacesTheSendingChainAndNothingElse() {
    Vault vault = vault();
    vault.begun(sample.epoch(), false).block();

    vault.claim(channel, 1, 0, sample.sending(1), Sample.LOGGED).block();

    Holding.Epoch kept = kept(vault);
    assertThat(kept.claimed()).isZero();
    assertThat(kept.sending().slot()).isEqualTo(1);
    assertThat(kept.sending().secret()).isEqualTo(sample.sending(1).secret());
    assertThat(kept.logged()).isEqualTo(Sample.LOGGED);
    assertThat(kept.next()).isEqualTo(7);
  }

  @Test
  void receivingReplacesTheReceivingStateAndNothingElse() {
    Vault vault = vault();
    vault.begun(sample.epoch(), false).block();

    vault.received(channel, 9, 4, 1, sample.received(1)).block();

    Holding.Epoch kept = kept(vault);
    assertThat(kept.next()).isEqualTo(9);
    assertThat(kept.claimed()).isEqualTo(-1);
    assertThat(kept.receiving().windows()).isEqualTo(sample.receiving().windows());
    assertThat(kept.receiving().current()).isEqualTo(sample.receiving().current());
    assertThat(kept.receiving().ahead()).isEqualTo(sample.receiving().ahead());
    assertThat(kept.receiving().chain().secret()).isEqualTo(sample.receiving().chain().secret());
  }

  @Test
  void howAChannelIsRefreshedStaysWhateverIsReplaced() {
    Vault vault = vault();
    vault.begun(sample.epoch(), false).block();

    vault.claim(channel, 1, 0, sample.sending(1), Sample.LOGGED).block();
    vault.received(channel, 9, 4, 1, sample.received(1)).block();
    vault.begun(sample.next(), true).block();

    assertThat(begun(vault).offer().epoch()).isEqualTo(2);
    assertThat(begun(vault).refresh()).isEqualTo(Sample.REFRESH);
  }

  @Test
  void secretsThatWereReplacedAreErased() {
    Vault vault = vault();
    Holding.Epoch first = sample.epoch();
    vault.begun(first, false).block();

    vault.claim(channel, 1, 0, sample.sending(1), Sample.LOGGED).block();
    vault.received(channel, 9, 4, 1, sample.received(1)).block();

    assertThat(first.sending().secret().isErased()).isTrue();
    assertThat(first.receiving().current().material().isErased()).isTrue();
  }

  @Test
  void whatIsErasedIsGone() {
    Vault vault = vault();
    Holding.Epoch epoch = sample.epoch();
    vault.begun(epoch, false).block();

    vault.erase(channel).block();
    vault.erase(channel).block();

    StepVerifier.create(vault.holdings()).verifyComplete();
    assertThat(epoch.admission().isErased()).isTrue();
    assertThat(epoch.resumption().isErased()).isTrue();
  }

  @Test
  void theEpochBeforeIsReceivedInUntilReadingHasLeftIt() {
    Vault vault = vault();
    vault.begun(sample.epoch(), false).block();

    vault.begun(sample.next(), true).block();

    Holding.Fading fading = fading(vault);
    assertThat(fading.overlap()).isEqualTo(Vault.Receiving.READ);
    assertThat(fading.state().chain().secret()).isEqualTo(sample.receiving().chain().secret());
    assertThat(begun(vault).next()).isEqualTo(7);

    vault
        .received(channel, 9, 4, 2, List.of(new Vault.Receiving(1, 12, sample.receiving())))
        .block();
    assertThat(fading(vault).overlap()).isEqualTo(12);
    assertThat(begun(vault).next()).isEqualTo(9);

    vault.received(channel, 10, 4, 2, List.of()).block();
    assertThat(vault.holdings().collectList().block()).hasOnlyElementsOfType(Holding.Silent.class);
  }

  @Test
  void anEpochThatLeavesNoOverlapErasesTheOneBefore() {
    Vault vault = vault();
    vault.begun(sample.epoch(), false).block();

    vault.begun(sample.next(), false).block();

    assertThat(vault.holdings().collectList().block()).hasOnlyElementsOfType(Holding.Silent.class);
  }

  @Test
  void whatIsUnderWayIsKeptBesideTheEpochAndGoesWithTheNext() {
    Vault vault = vault();
    vault.begun(sample.epoch(), false).block();

    vault.offered(sample.offered()).block();
    vault.waiting(sample.waiting()).block();
    assertThat(vault.holdings().collectList().block()).hasSize(3).contains(sample.waiting());

    // The answer to our offer: its private keys are needed no more.
    vault.answered(sample.answered()).block();
    assertThat(vault.holdings().ofType(Holding.Offered.class).collectList().block()).isEmpty();
    assertThat(vault.holdings().collectList().block()).hasSize(3);

    vault.begun(sample.next(), false).block();
    assertThat(vault.holdings().collectList().block()).hasOnlyElementsOfType(Holding.Silent.class);
  }

  private static Holding.Fading fading(Vault vault) {
    return vault.holdings().ofType(Holding.Fading.class).single().blockOptional().orElseThrow();
  }

  private static Holding.Begun begun(Vault vault) {
    return vault.holdings().ofType(Holding.Begun.class).single().blockOptional().orElseThrow();
  }

  @Test
  void anEpochThatIsNotKeptTakesNoClaim() {
    Vault vault = vault();
    vault.begun(sample.epoch(), false).block();

    StepVerifier.create(vault.claim(channel, 2, 0, sample.sending(1), Sample.LOGGED)).verifyError();

    assertThat(kept(vault).claimed()).isEqualTo(-1);
  }

  @Test
  void whoeverLooksAtHoldingsGetsCopies() {
    Vault vault = vault();
    vault.begun(sample.epoch(), false).block();

    kept(vault).erase();

    assertThat(kept(vault).sending().secret()).isEqualTo(sample.sending(0).secret());
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void theLargestOfEachKindIsKept(long seed) {
    Vault vault = vault();
    Sample largest = Sample.largest(seed);

    vault.answered(largest.answered()).block();
    vault.offered(largest.offered()).block();
    vault.waiting(largest.waiting()).block();
    vault.begun(largest.epoch(), false).block();

    assertThat(kept(vault).offer()).isEqualTo(largest.offer());
    assertThat(kept(vault).receiving().windows()).isEqualTo(largest.receiving().windows());
  }

  private static Holding.Epoch kept(Vault vault) {
    return vault.holdings().cast(Holding.Epoch.class).single().blockOptional().orElseThrow();
  }
}
