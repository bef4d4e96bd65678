package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AgreementPointTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void aSmallOrderKeyIsKnownAndAgreesWithNobody(String key) {
    Bytes point = Bytes.fromHex(key);

    assertThat(AgreementPoint.isCanonical(point)).isTrue();
    assertThat(AgreementPoint.isLowOrder(point)).isTrue();
    assertThatThrownBy(() -> new Seeded(1).agreementKey().agree(point))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0900000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void aKeyFromThePrimeOnIsNotCanonical(String key) {
    assertThat(AgreementPoint.isCanonical(Bytes.fromHex(key))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0900000000000000000000000000000000000000000000000000000000000000",
        "ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7e"
      })
  void aKeyBelowThePrimeIsCanonical(String key) {
    assertThat(AgreementPoint.isCanonical(Bytes.fromHex(key))).isTrue();
    assertThat(AgreementPoint.isLowOrder(Bytes.fromHex(key))).isFalse();
  }
}
