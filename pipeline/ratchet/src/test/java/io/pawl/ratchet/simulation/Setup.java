package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.SigningKey;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is fixed about a run from its beginning.
 *
 * @param channels that the peers may have open at once
 * @param partitions of the log; all channels live in its partition 0
 * @param firstOffset of the log
 */
record Setup(Profile profile, int channels, int partitions, long firstOffset) {
  private static final int[] SLOT_MESSAGES = {16, 16, 16, 32, 64, 128, 128};
  private static final int MAX_WINDOW = 64;
  private static final int CELL_BYTES = 64;

  static Setup draw(SplittableRandom random) {
    int profile = random.nextInt(8);
    return new Setup(
        profile == 0 ? Profile.ADVERSARY_ALONE : profile < 4 ? Profile.FAULTS : Profile.TREACHERY,
        random.nextInt(4) == 0 ? 2 : 1,
        random.nextInt(1, 4),
        random.nextInt(1_000));
  }

  /** A policy that a peer may offer: small numbers, so that every edge is near. */
  static Policy policy(SplittableRandom random) {
    int slotMessages = SLOT_MESSAGES[random.nextInt(SLOT_MESSAGES.length)];
    int[] overlaps = {1, 2, 5, slotMessages / 2, slotMessages};
    boolean approved = random.nextInt(3) == 0;
    List<Bytes> approvers =
        approved ? Cast.APPROVERS.stream().map(SigningKey::publicKey).toList() : List.of();
    return new Policy(
        slotMessages,
        overlaps[random.nextInt(overlaps.length)],
        Math.min(slotMessages, MAX_WINDOW),
        CELL_BYTES,
        random.nextInt(2, 5),
        random.nextInt(1, 4),
        random.nextInt(1, 3),
        approved ? random.nextInt(1, 3) : 0,
        approved ? random.nextInt(1, 16) : 0,
        approvers);
  }
}
