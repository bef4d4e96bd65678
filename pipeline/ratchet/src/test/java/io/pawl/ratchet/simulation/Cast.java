package io.pawl.ratchet.simulation;

import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Who plays in every run, under the same long-term keys. */
final class Cast {
  static final SigningKey ALICE = signingKey(1);
  static final SigningKey BOB = signingKey(2);
  static final SigningKey MALLORY = signingKey(3);

  /** Strictly ascending by public key, as a policy lists them. */
  static final List<SigningKey> APPROVERS =
      Stream.of(4, 5, 6)
          .map(Cast::signingKey)
          .sorted(Comparator.comparing(SigningKey::publicKey))
          .toList();

  private static final AgreementKey PROCESSORS = AgreementKey.of(processorsPrivateKey());

  /** The processors' public key. */
  static final Bytes PROCESSORS_KEY = PROCESSORS.publicKey();

  static final GrantKeys GRANT_KEYS = GrantKeys.of(List.of(PROCESSORS));

  private Cast() {}

  /** The identity that plays a direction's sender in a channel that {@code initiator} opens. */
  static SigningKey other(SigningKey peer) {
    return peer.equals(ALICE) ? BOB : ALICE;
  }

  /** The role of {@code peer} in a channel of these identities. */
  static Direction role(SigningKey peer, Bytes initiator) {
    return peer.publicKey().equals(initiator) ? Direction.INITIATOR : Direction.RESPONDER;
  }

  static Secret processorsPrivateKey() {
    return secret(7);
  }

  private static SigningKey signingKey(int number) {
    return SigningKey.fromSeed(secret(number));
  }

  private static Secret secret(int number) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) number);
    return Secret.owning(bytes);
  }
}
