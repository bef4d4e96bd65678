package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the key schedule beyond what the known answers reach. */
final class KeyScheduleTest {
  /** RFC 5869, A.1: the output has a block and a part of one. */
  @Test
  void expansionGivesTheKnownAnswerOfItsRfc() {
    byte[] prk =
        Bytes.fromHex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5").toArray();
    byte[] info = Bytes.fromHex("f0f1f2f3f4f5f6f7f8f9").toArray();

    assertThat(Bytes.wrap(Hkdf.expand(prk, info, 42)).toHex())
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  @Test
  void expansionEndsWhereItsBlocksCannotBeNumbered() {
    byte[] key = new byte[32];
    byte[] all = Hkdf.expand(key, new byte[0], 255 * 32);

    assertThat(all).hasSize(8_160).startsWith(Hkdf.expand(key, new byte[0], 33));
    assertThat(Arrays.copyOfRange(all, 8_128, 8_160)).isNotEqualTo(new byte[32]);
    assertThatThrownBy(() -> Hkdf.expand(key, new byte[0], 255 * 32 + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChainSecretHasItsLength() {
    assertThatThrownBy(() -> SlotChain.at(0, Secret.owning(new byte[31])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChainTellsItsSlotOnly() {
    assertThat(SlotChain.at(7, Secret.owning(new byte[32]))).hasToString("SlotChain[slot=7]");
  }

  @Test
  void aCopiedChainWalksOnItsOwn() {
    SlotChain chain = SlotChain.at(3, Secret.owning(new byte[32]));
    SlotChain copy = chain.copy();

    chain.advance();

    assertThat(copy.slot()).isEqualTo(3);
    assertThat(copy.secret().toArray()).isEqualTo(new byte[32]);
    assertThat(chain.slot()).isEqualTo(4);
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 15, 17, 32})
  void aTagOfAnotherLengthNeverVerifies(int length) {
    AdmissionTag tag = new AdmissionTag();
    byte[] key = new byte[32];
    Envelope untagged =
        new Envelope(
            new ChannelId(1, 2),
            1,
            Direction.INITIATOR,
            0,
            0,
            Bytes.wrap(new byte[80]),
            Bytes.EMPTY);
    Bytes right = tag.of(key, 0, untagged);

    assertThat(tag.verifies(key, 0, untagged.withTag(right))).isTrue();
    Bytes other = Bytes.wrap(Arrays.copyOf(right.toArray(), length));
    assertThat(tag.verifies(key, 0, untagged.withTag(other))).isFalse();
  }

  @Test
  void everyBitOfATagCounts() {
    AdmissionTag tag = new AdmissionTag();
    byte[] keys = new byte[64];
    keys[40] = 1;
    Envelope untagged =
        new Envelope(
            new ChannelId(1, 2),
            1,
            Direction.RESPONDER,
            5,
            6,
            Bytes.wrap(new byte[80]),
            Bytes.EMPTY);
    Bytes right = tag.of(keys, 32, untagged);

    for (int bit = 0; bit < 128; bit++) {
      byte[] flipped = right.toArray();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(tag.verifies(keys, 32, untagged.withTag(Bytes.wrap(flipped))))
          .as("bit %d", bit)
          .isFalse();
    }
    assertThat(tag.verifies(keys, 0, untagged.withTag(right))).isFalse();
  }

  @Test
  void nothingAtAllSealsToATagAndOpensAgain() {
    byte[] key = new byte[32];
    byte[] nonce = new byte[12];
    AesGcm aead = new AesGcm();

    byte[] sealed = aead.seal(key, 0, nonce, new byte[0], new byte[] {1});

    assertThat(sealed).hasSize(16);
    assertThat(aead.open(key, 0, nonce, Bytes.wrap(sealed), new byte[] {1})).isEmpty();
    assertThat(aead.open(key, 0, nonce, Bytes.wrap(sealed), new byte[] {2})).isNull();
    assertThat(aead.open(key, 0, nonce, Bytes.view(sealed, 0, 15), new byte[] {1})).isNull();
  }

  /** Whatever stands before, also where the buffer has to grow. */
  @Test
  void octetsHoldEveryFieldWholeWhereverItFalls() {
    ChannelId channel = new ChannelId(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    Bytes raw = Bytes.fromHex("aabbccdd");
    for (int before = 225; before <= 260; before++) {
      byte[] label = new byte[before];
      String hex =
          Bytes.wrap(
                  Octets.of("")
                      .raw(label)
                      .channel(channel)
                      .prefixed(raw)
                      .u64(-2)
                      .u32(-3)
                      .u8(0xfe)
                      .toArray())
              .toHex();

      assertThat(hex)
          .isEqualTo(
              "00".repeat(before)
                  + "0102030405060708090a0b0c0d0e0f10"
                  + "0004aabbccdd"
                  + "fffffffffffffffe"
                  + "fffffffd"
                  + "fe");
    }
  }

  @Test
  void octetsGrowToWhateverIsPutIn() {
    byte[] long1 = new byte[100_000];
    long1[99_999] = 1;

    assertThat(Octets.of("a").raw(long1).raw(Bytes.wrap(long1)).toArray()).hasSize(200_001);
  }
}
