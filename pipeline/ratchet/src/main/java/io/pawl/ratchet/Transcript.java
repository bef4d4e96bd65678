package io.pawl.ratchet;

/** The byte strings of the transitions that are hashed and signed. */
final class Transcript {
  private Transcript() {}

  /** What the offerer signs. */
  static byte[] offerBody(Offer offer) {
    Octets body =
        Octets.of("pawl/1 offer")
            .u8(offer.kind().code())
            .channel(offer.channel())
            .u32(offer.epoch())
            .u8(offer.offerer().code())
            .raw(offer.initiator())
            .raw(offer.responder())
            .raw(offer.x25519())
            .prefixed(offer.mlkem())
            .u8(offer.reason().code())
            .u64(offer.anchor());
    return policy(body, offer.policy()).toArray();
  }

  private static Octets policy(Octets octets, Policy policy) {
    octets
        .u32(policy.slotMessages())
        .u32(policy.overlap())
        .u32(policy.window())
        .u32(policy.cellBytes())
        .u16(policy.slotLookahead())
        .u8(policy.rekeyBurst())
        .u8(policy.idleBumps())
        .u8(policy.approvalsNeeded())
        .u8(policy.approvalKinds())
        .u8(policy.approvers().size());
    for (Bytes approver : policy.approvers()) {
      octets.raw(approver);
    }
    return octets;
  }

  /** The offer's id: the digest of its body, 32 bytes. */
  static Bytes offerId(byte[] offerBody) {
    return Bytes.wrap(Sha256.of(offerBody));
  }

  /** The part of an answer that the epoch's keys depend on. */
  static byte[] answerCore(Bytes offerId, Bytes x25519, Bytes mlkem) {
    return Octets.of("pawl/1 answer").raw(offerId).raw(x25519).prefixed(mlkem).toArray();
  }

  /** What the answerer signs. */
  static byte[] signedAnswer(byte[] answerCore, Bytes grant) {
    return Octets.of("").raw(answerCore).prefixed(grant).toArray();
  }

  /** The digest of both sides' contributions, 32 bytes. */
  static byte[] of(byte[] offerBody, byte[] answerCore) {
    return Sha256.of(Octets.of("pawl/1 transcript").raw(offerBody).raw(answerCore).toArray());
  }

  /** What an approver signs. */
  static byte[] approval(Bytes offerId) {
    return Octets.of("pawl/1 approve").raw(offerId).toArray();
  }

  /** What a peer signs to close. */
  static byte[] close(ChannelId channel) {
    return Octets.of("pawl/1 close").channel(channel).toArray();
  }

  /** The id of the channel that an OPEN with these keys opens. */
  static ChannelId channel(Bytes initiator, Bytes responder, Bytes x25519) {
    byte[] named = Octets.of("pawl/1 channel").raw(initiator).raw(responder).raw(x25519).toArray();
    return ChannelId.read(Sha256.of(named), 0);
  }
}
