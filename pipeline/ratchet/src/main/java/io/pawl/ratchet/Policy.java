package io.pawl.ratchet;

import java.util.List;

/**
 * The parameters of a channel's epoch, fixed in the offer that opens it. An offer may carry any
 * numbers: {@link #isWithinLimits()} tells whether they are allowed.
 *
 * @param slotMessages N: messages a sender may put in one slot, 16 to 65,536
 * @param overlap &Delta;: accepted messages after the first of a new slot or epoch for which the
 *     old one is still accepted, 1 to N
 * @param window W: how far a counter may run ahead of, or lie behind, the highest accepted one; 64
 *     to 4,096, a multiple of 64 and at most N; N itself if N &lt; 64
 * @param cellBytes payloads are padded to whole cells of this size, 64 to 65,536
 * @param slotLookahead L: slots ahead of the current one that are accepted, 2 to 16
 * @param rekeyBurst epochs that may be activated by REKEY within N accepted messages, 1 to 255
 * @param idleBumps BUMPs in a row with no accepted message between, 1 to 255
 * @param approvalsNeeded m: approvals that a transition needs whose bit is set
 * @param approvalKinds bits: 1 OPEN, 2 routine REKEY, 4 BUMP, 8 REKEY for another reason
 * @param approvers n Ed25519 public keys, strictly ascending, at most 16
 */
public record Policy(
    int slotMessages,
    int overlap,
    int window,
    int cellBytes,
    int slotLookahead,
    int rekeyBurst,
    int idleBumps,
    int approvalsNeeded,
    int approvalKinds,
    List<Bytes> approvers) {

  /** Approvers are numbered in one byte, and approvals kept as bits: more would serve nobody. */
  public static final int MAX_APPROVERS = 16;

  /** The protocol's defaults: no approvals. */
  public static final Policy DEFAULT = new Policy(256, 64, 128, 1024, 4, 3, 8, 0, 0, List.of());

  /** Copies the list. */
  public Policy {
    approvers = List.copyOf(approvers);
  }

  /** Whether each number is within its limits, and those that depend on each other agree. */
  public boolean isWithinLimits() {
    return within(slotMessages, 16, 65_536)
        && within(overlap, 1, slotMessages)
        && windowWithinLimits()
        && within(cellBytes, 64, 65_536)
        && within(slotLookahead, 2, 16)
        && within(rekeyBurst, 1, 255)
        && within(idleBumps, 1, 255)
        && approvalsWithinLimits();
  }

  /**
   * Envelopes of a direction that its sender may have unacknowledged by the log at once: so many
   * can be lost or late without opening a gap.
   */
  public int maxUnacknowledged() {
    return Math.min(window, overlap);
  }

  /** An equal policy whose approvers are no views of a longer array. */
  Policy detached() {
    if (approvers.isEmpty()) {
      return this;
    }
    return new Policy(
        slotMessages,
        overlap,
        window,
        cellBytes,
        slotLookahead,
        rekeyBurst,
        idleBumps,
        approvalsNeeded,
        approvalKinds,
        approvers.stream().map(key -> Bytes.wrap(key.toArray())).toList());
  }

  /**
   * Whether a plaintext of that length, negative if there is none, is whole cells, at least one.
   */
  boolean isWholeCells(int length) {
    return length > 0 && length % cellBytes == 0;
  }

  private boolean windowWithinLimits() {
    return slotMessages < 64
        ? window == slotMessages
        : window % 64 == 0 && within(window, 64, Math.min(4_096, slotMessages));
  }

  private boolean approvalsWithinLimits() {
    return approvers.size() <= MAX_APPROVERS
        && within(approvalKinds, 0, 15)
        && within(approvalsNeeded, approvalKinds == 0 ? 0 : 1, approvers.size())
        && strictlyAscending();
  }

  private boolean strictlyAscending() {
    for (int i = 1; i < approvers.size(); i++) {
      if (approvers.get(i - 1).compareTo(approvers.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean within(int value, int least, int most) {
    return value >= least && value <= most;
  }
}
