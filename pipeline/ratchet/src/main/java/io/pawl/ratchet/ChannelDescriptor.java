package io.pawl.ratchet;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The half of a channel's state that changes with transitions.
 *
 * @param initiator Ed25519 identity, 32 bytes
 * @param responder Ed25519 identity, 32 bytes
 * @param current the current epoch; null while only an OPEN is pending
 * @param previous the epoch before, null if there was none
 * @param pending the offer that waits, or waited until it expired; null if there is none
 * @param remembered X25519 keys that cannot be used again, oldest first: each the first 8 bytes of
 *     its SHA-256 as a big-endian number; at most 32
 * @param rekeys activations by REKEY that may still throttle, oldest first
 * @param bumps activations by BUMP that may still throttle, oldest first
 */
public record ChannelDescriptor(
    ChannelId channel,
    Bytes initiator,
    Bytes responder,
    @Nullable KeyEpoch current,
    @Nullable KeyEpoch previous,
    @Nullable Pending pending,
    List<Long> remembered,
    List<Activation> rekeys,
    List<Activation> bumps) {

  /** Copies the lists. */
  public ChannelDescriptor {
    remembered = List.copyOf(remembered);
    rekeys = List.copyOf(rekeys);
    bumps = List.copyOf(bumps);
  }

  /** Number of the current epoch; 0 while only an OPEN is pending. */
  public int epoch() {
    return current == null ? 0 : current.number();
  }

  /** The most messages of the channel that anything here knows to have been accepted. */
  long acceptedAtLeast() {
    long pendingSince = pending == null ? 0 : pending.acceptedBefore();
    return Stream.concat(rekeys.stream(), bumps.stream())
        .mapToLong(Activation::accepted)
        .reduce(pendingSince, Math::max);
  }

  /**
   * What is fixed about an epoch from its activation on.
   *
   * @param number from 1
   * @param policy of the offer that opened it
   * @param activatedAt log offset of the record that activated it; 0 of the epoch before the
   *     current one, where nothing depends on it any more
   * @param admission both admission keys, sealed by {@link GrantKeys}: processors' key id (4
   *     bytes), nonce (12), AES-256-GCM ciphertext (80); 96 bytes
   */
  public record KeyEpoch(int number, Policy policy, long activatedAt, Bytes admission) {}

  /**
   * The offer that waits for its answer or its approvals.
   *
   * @param offerId 32 bytes
   * @param epoch that it would begin
   * @param anchor of an OPEN, 0 otherwise
   * @param policy offered
   * @param offeredAt log offset of the offer
   * @param acceptedBefore messages of the channel accepted when it was offered
   * @param admission sealed as in {@link KeyEpoch} once it was answered, null before
   * @param approvals bit i is set if approver i approved
   */
  public record Pending(
      Bytes offerId,
      Kind kind,
      int epoch,
      Direction offerer,
      Reason reason,
      long anchor,
      Policy policy,
      long offeredAt,
      long acceptedBefore,
      @Nullable Bytes admission,
      int approvals) {}

  /**
   * A past activation, for the throttles.
   *
   * @param logOffset of the record that activated it
   * @param accepted messages of the channel accepted until then
   */
  public record Activation(long logOffset, long accepted) {}
}
