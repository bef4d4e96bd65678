package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;

/** What a secret of the run is. */
sealed interface SecretName {
  /** Keys that two peers agreed on: an offer, and one answer to it. */
  record Agreement(ChannelId channel, int epoch, Bytes offerId, Bytes answerKey) {}

  /** A private key behind an offer. */
  record OfOffer(ChannelId channel, int epoch, Bytes offerId) implements SecretName {}

  /** The chain of a direction at a slot. */
  record OfChain(Agreement agreement, Direction direction, long slot) implements SecretName {}

  /** The key of a slot. */
  record OfSlot(Agreement agreement, Direction direction, long slot) implements SecretName {}

  /** The admission key of a direction. */
  record OfAdmission(Agreement agreement, Direction direction) implements SecretName {}

  /** Both admission keys. */
  record OfGrant(Agreement agreement) implements SecretName {}

  /** The resumption secret. */
  record OfResumption(Agreement agreement) implements SecretName {}

  /** The processors' private key. */
  record OfProcessors() implements SecretName {}
}
