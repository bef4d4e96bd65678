package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SecretTest {
  @Test
  void itPrintsNothingOfItself() {
    assertThat(Secret.owning(new byte[] {1, 2, 3})).hasToString("[secret]");
  }

  @Test
  void anErasedSecretIsZerosThatNobodyCanUse() {
    byte[] owned = {1, 2, 3};
    Secret secret = Secret.owning(owned);

    secret.erase();
    secret.erase();

    assertThat(owned).containsOnly(0);
    assertThat(secret.isErased()).isTrue();
    assertThatThrownBy(secret::bytes).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(secret::toArray).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void equalBytesAreEqualSecretsUntilOneIsErased() {
    Secret secret = Secret.owning(new byte[] {1, 2, 3});
    Secret copy = secret.copy();

    assertThat(copy).isEqualTo(secret).hasSameHashCodeAs(secret);
    assertThat(secret).isNotEqualTo(Secret.owning(new byte[] {1, 2, 4}));
    assertThat(secret).isNotEqualTo(Secret.owning(new byte[] {1, 2}));
    copy.erase();
    assertThat(copy).isNotEqualTo(secret);
    assertThat(secret.toArray()).containsExactly(1, 2, 3);
  }
}
