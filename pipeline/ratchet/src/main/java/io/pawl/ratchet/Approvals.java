package io.pawl.ratchet;

/** Who must approve a transition, under the policy that governs it. */
final class Approvals {
  /** The bit for a REKEY whose reason is not routine. */
  private static final int URGENT_REKEY = 8;

  private Approvals() {}

  /**
   * Approvals that a transition needs; 0 if it needs none.
   *
   * @param governing the current epoch's policy; for an OPEN, the offered one
   */
  static int needed(Kind kind, Reason reason, Policy offered, Policy governing) {
    int bit = reason == Reason.ROUTINE ? kind.approvalBit() : URGENT_REKEY;
    boolean asked = (governing.approvalKinds() & bit) != 0;
    // Otherwise a routine REKEY could take the approvers of all later ones away.
    boolean changesApproval =
        kind == Kind.REKEY
            && governing.approvalKinds() != 0
            && (offered.approvalsNeeded() != governing.approvalsNeeded()
                || offered.approvalKinds() != governing.approvalKinds()
                || !offered.approvers().equals(governing.approvers()));
    return asked || changesApproval ? governing.approvalsNeeded() : 0;
  }
}
