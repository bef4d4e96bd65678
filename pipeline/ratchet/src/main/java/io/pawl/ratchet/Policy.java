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

  /** The protocol's defaults: no approvals. */
  public static final Policy DEFAULT =
      new Policy(256, 64, 128, 1024, 4, 3, 8, 0, 0, List.of());

  /** Copies the list. */
  public Policy {
    approvers = List.copyOf(approvers);
  }
}
