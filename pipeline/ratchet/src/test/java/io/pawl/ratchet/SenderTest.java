package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SenderTest {
  private final Scene.Opened opened = new Scene(1).open();
  private final EpochDirection direction = opened.in(Direction.INITIATOR);
  private final EpochKeys keys = opened.initiator();

  private Sender begin() {
    return Sender.begin(
        direction, keys.initiatorChain().copy(), keys.admission(Direction.INITIATOR));
  }

  @Test
  void itNeverSealsInAnUnclaimedSlot() {
    Sender sender = begin();

    assertThat(sender.canSeal()).isFalse();
    assertThatThrownBy(() -> sender.seal(new byte[1])).isInstanceOf(IllegalStateException.class);
    sender.claimed(0);
    for (int i = 0; i < Scene.POLICY.slotMessages(); i++) {
      sender.seal(new byte[1]);
    }
    assertThat(sender.next()).isEqualTo(new Position(1, 1, 0));
    assertThat(sender.canSeal()).isFalse();
    assertThatThrownBy(() -> sender.seal(new byte[1])).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itAsksForTheNextSlotFromTheMiddleOfOneOn() {
    Sender sender = begin();
    assertThat(sender.claimDue()).hasValue(0);
    sender.claimed(0);

    for (int i = 0; i < Scene.POLICY.slotMessages() / 2; i++) {
      assertThat(sender.claimDue()).isEmpty();
      sender.seal(new byte[1]);
    }

    assertThat(sender.claimDue()).hasValue(1);
    sender.claimed(1);
    assertThat(sender.claimDue()).isEmpty();
  }

  @Test
  void aClaimThatIsNotDueIsRefused() {
    Sender sender = begin();

    assertThatThrownBy(() -> sender.claimed(1)).isInstanceOf(IllegalArgumentException.class);
    sender.claimed(0);
    assertThatThrownBy(() -> sender.claimed(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sender.claimed(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSlotsKeysAreGoneOnceItIsFull() {
    SlotChain chain = keys.initiatorChain().copy();
    Secret first = chain.secret();
    Sender sender = Sender.begin(direction, chain, keys.admission(Direction.INITIATOR));
    sender.claimed(0);

    for (int i = 0; i < Scene.POLICY.slotMessages(); i++) {
      assertThat(first.isErased()).isFalse();
      sender.seal(new byte[1]);
    }

    assertThat(first.isErased()).isTrue();
    assertThat(sender.chain().slot()).isEqualTo(1);
  }

  @Test
  void aResumedSenderStartsInASlotThatWasNeverClaimed() {
    Sender sender = Sender.resume(direction, keys.initiatorChain().copy(), admission(), 4);

    assertThat(sender.next()).isEqualTo(new Position(1, 5, 0));
    assertThat(sender.canSeal()).isFalse();
    assertThat(sender.claimDue()).hasValue(5);
  }

  @Test
  void aSenderThatNeverClaimedResumesAtTheBeginning() {
    Sender sender = Sender.resume(direction, keys.initiatorChain().copy(), admission(), -1);

    assertThat(sender.next()).isEqualTo(new Position(1, 0, 0));
  }

  @Test
  void aCleanCloseLosesNoCounter() {
    Sender sender = begin();
    sender.claimed(0);
    sender.seal(new byte[1]);

    Sender reopened =
        Sender.reopen(
            direction,
            sender.chain().copy(),
            admission(),
            sender.claimed(),
            sender.next().counter());

    assertThat(reopened.next()).isEqualTo(new Position(1, 0, 1));
    assertThat(reopened.canSeal()).isTrue();
    assertThatThrownBy(
            () -> Sender.reopen(direction, keys.initiatorChain().copy(), admission(), -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noPositionIsSealedTwiceThroughAnyCrash(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<Position> sealed = new HashSet<>();
    SlotChain vaultChain = keys.initiatorChain().copy();
    long vaultClaim = -1;
    Sender sender = begin();

    for (int step = 0; step < 2_000; step++) {
      if (random.nextInt(40) == 0) {
        sender = Sender.resume(direction, vaultChain.copy(), admission(), vaultClaim);
      } else if (random.nextInt(3) == 0 && sender.claimDue().isPresent()) {
        vaultClaim = sender.claimDue().getAsLong();
        // A crash between the vault's write and the confirmation must cost a slot, no more.
        if (random.nextInt(5) == 0) {
          sender = Sender.resume(direction, vaultChain.copy(), admission(), vaultClaim);
        } else {
          sender.claimed(vaultClaim);
        }
      } else if (sender.canSeal()) {
        assertThat(sealed.add(sender.seal(new byte[1]).position())).isTrue();
      }
    }
    assertThat(sealed).hasSizeGreaterThan(500);
  }

  @Test
  void aSenderTooFarAheadOfTheLogMustRekey() {
    assertThat(Sender.mustRekey(Scene.POLICY, 2, -1)).isFalse();
    assertThat(Sender.mustRekey(Scene.POLICY, 3, -1)).isTrue();
    assertThat(Sender.mustRekey(Scene.POLICY, 7, 5)).isFalse();
    assertThat(Sender.mustRekey(Scene.POLICY, 8, 5)).isTrue();
  }

  @Test
  void aPayloadThatNoRecordCarriesIsRefused() {
    Sender sender = begin();
    sender.claimed(0);
    int longest = Sender.maxPayload(Scene.POLICY);

    assertThat(sender.seal(new byte[longest]).ciphertext().length()).isLessThan(1_048_576);
    assertThatThrownBy(() -> sender.seal(new byte[longest + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPayloadFillsTheRecordUpToItsLastWholeCell() {
    for (int cell : new int[] {64, 1_000, 65_536}) {
      int longest = Sender.maxPayload(Altered.with(Scene.POLICY, "cellBytes", cell));
      int sealed = longest + 4 + 16;

      assertThat((longest + 4) % cell).isZero();
      assertThat(sealed + 256).as("with the other fields").isLessThanOrEqualTo(1_048_576);
      assertThat(sealed + cell + 256).as("another cell").isGreaterThan(1_048_576);
    }
  }

  @ParameterizedTest(name = "counter {0}")
  @ValueSource(ints = {-1, 16, Integer.MAX_VALUE})
  void aSenderIsReopenedWithinASlotOnly(int counter) {
    assertThatThrownBy(
            () -> Sender.reopen(direction, keys.initiatorChain().copy(), admission(), 5, counter))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSenderIsReopenedWhereverItCanHaveStood() {
    Sender last = Sender.reopen(direction, keys.initiatorChain().copy(), admission(), 0, 15);
    Sender first = Sender.reopen(direction, keys.initiatorChain().copy(), admission(), -1, 0);

    assertThat(last.claimed()).isZero();
    assertThat(last.seal(new byte[1]).position()).isEqualTo(new Position(1, 0, 15));
    assertThat(last.next()).isEqualTo(new Position(1, 1, 0));
    assertThat(first.claimed()).isEqualTo(-1);
    assertThat(first.canSeal()).isFalse();
  }

  @Test
  void aChainPastTheClaimsIsNoPlaceToResume() {
    SlotChain chain = keys.initiatorChain().copy();
    chain.advance();
    chain.advance();

    assertThatThrownBy(() -> Sender.resume(direction, chain, admission(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slot 2, past 1");
    assertThat(Sender.resume(direction, chain, admission(), 1).next())
        .isEqualTo(new Position(1, 2, 0));
  }

  private Secret admission() {
    return keys.admission(Direction.INITIATOR);
  }
}
