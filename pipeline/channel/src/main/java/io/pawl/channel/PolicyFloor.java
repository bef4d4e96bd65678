package io.pawl.channel;

import io.pawl.ratchet.Policy;
import org.jspecify.annotations.Nullable;

/**
 * What a peer demands of a policy before it offers or answers, whatever the other side would be
 * content with.
 *
 * @param slotMessages the most messages under one key: with {@code overlap}, what is lost with a
 *     peer's memory
 * @param overlap the most messages for which an old slot or epoch stays readable
 * @param slotLookahead the most slots ahead, each of which a forger of admission could make us
 *     derive
 * @param cellBytes the largest cell: a short message costs as much
 */
public record PolicyFloor(int slotMessages, int overlap, int slotLookahead, int cellBytes) {
  /** Four times what a channel has by default, and every look-ahead. */
  public static final PolicyFloor DEFAULT = new PolicyFloor(1_024, 256, 16, 16_384);

  /** What is wrong with {@code policy}, in one line; null if nothing is. */
  public @Nullable String objection(Policy policy) {
    if (!policy.isWithinLimits()) {
      return "it is outside the protocol's limits";
    }
    if (policy.slotMessages() > slotMessages) {
      return over("slotMessages", policy.slotMessages(), slotMessages);
    }
    if (policy.overlap() > overlap) {
      return over("overlap", policy.overlap(), overlap);
    }
    if (policy.slotLookahead() > slotLookahead) {
      return over("slotLookahead", policy.slotLookahead(), slotLookahead);
    }
    return policy.cellBytes() > cellBytes ? over("cellBytes", policy.cellBytes(), cellBytes) : null;
  }

  private static String over(String name, int value, int most) {
    return "%s is %d, and this peer allows no more than %d".formatted(name, value, most);
  }
}
