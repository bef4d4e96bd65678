package io.pawl.channel.vault;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Why something failed. */
final class Failures {
  private Failures() {}

  static VaultFailure.Reason of(ThrowingCallable call) {
    return catchThrowableOfType(VaultFailure.class, call).reason();
  }
}
