package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Kind;
import org.jspecify.annotations.Nullable;

/**
 * How one end of a channel stands, for operators: nothing in it is secret.
 *
 * @param direction ours
 * @param partner the other peer's Ed25519 identity, 32 bytes
 * @param epoch the current one, the key version, from 1
 * @param activatedAt log offset of the record that activated it
 * @param overlap the epoch before, while it is still received; null if it is not
 * @param sending our direction: where the next envelope goes; null if nothing can be sealed
 * @param receiving the partner's direction: the highest accepted counter, -1 before the first, of
 *     the highest slot; null without keys of it
 * @param pending the transition that is under way; null if none is
 * @param resumed whether this end came back from its vault
 * @param diverged whether our direction is dead until the next epoch
 * @param expired whether the pending transition can be answered no more
 * @param throttle how re-establishing goes
 */
public record ChannelHealth(
    ChannelId channel,
    Direction direction,
    Bytes partner,
    ChannelState state,
    int epoch,
    long activatedAt,
    @Nullable Overlap overlap,
    @Nullable Place sending,
    @Nullable Place receiving,
    @Nullable Pending pending,
    boolean resumed,
    boolean diverged,
    boolean expired,
    Throttle throttle) {

  /**
   * An epoch that overlaps the current one.
   *
   * @param left messages of the current epoch until it is over; -1 if none came yet
   */
  public record Overlap(int epoch, int left) {}

  /**
   * Where a direction stands.
   *
   * @param keyId names the slot's key; 8 bytes
   */
  public record Place(long slot, long counter, Bytes keyId) {}

  /**
   * A transition that is under way.
   *
   * @param ours whether this end offered it
   * @param answered whether the answer was accepted: then it waits for approvals
   */
  public record Pending(Kind kind, int epoch, boolean ours, boolean answered) {}

  /**
   * Attempts to re-establish.
   *
   * @param attempts within the last hour
   * @param retryAfterMillis until the next may be made; 0 if it may now
   */
  public record Throttle(int attempts, long retryAfterMillis) {}
}
