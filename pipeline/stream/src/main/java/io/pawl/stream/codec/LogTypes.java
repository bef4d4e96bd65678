package io.pawl.stream.codec;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.schema.Key;
import java.util.ArrayList;
import java.util.List;

/** The records of the log. */
final class LogTypes {
  static final List<RecordType<? extends LogRecord>> ALL =
      List.of(
          new EnvelopeType(),
          new GeneratedType<>(
              io.pawl.schema.Offer.getClassSchema(),
              io.pawl.schema.Offer.class,
              Offer.class,
              LogTypes::offer,
              LogTypes::offer),
          new GeneratedType<>(
              io.pawl.schema.Answer.getClassSchema(),
              io.pawl.schema.Answer.class,
              Answer.class,
              LogTypes::answer,
              LogTypes::answer),
          new GeneratedType<>(
              io.pawl.schema.Approval.getClassSchema(),
              io.pawl.schema.Approval.class,
              Approval.class,
              LogTypes::approval,
              LogTypes::approval),
          new GeneratedType<>(
              io.pawl.schema.Close.getClassSchema(),
              io.pawl.schema.Close.class,
              Close.class,
              LogTypes::close,
              LogTypes::close));

  private LogTypes() {}

  static Envelope envelope(io.pawl.schema.Envelope read) {
    return new Envelope(
        Fields.channel(read.getChannel()),
        read.getEpoch(),
        Fields.direction(read.getDirection()),
        read.getSlot(),
        read.getCounter(),
        Fields.bytes(read.getCiphertext()),
        Fields.bytes(read.getTag()));
  }

  static io.pawl.schema.Envelope envelope(Envelope envelope) {
    return new io.pawl.schema.Envelope(
        Fields.channel(envelope.channel()),
        envelope.epoch(),
        Fields.direction(envelope.direction()),
        envelope.slot(),
        envelope.counter(),
        Fields.buffer(envelope.ciphertext()),
        Fields.tag(envelope.tag()));
  }

  private static Offer offer(io.pawl.schema.Offer read) {
    return new Offer(
        Fields.kind(read.getKind()),
        Fields.channel(read.getChannel()),
        read.getEpoch(),
        Fields.direction(read.getOfferer()),
        Fields.bytes(read.getInitiator()),
        Fields.bytes(read.getResponder()),
        Fields.bytes(read.getX25519()),
        Fields.bytes(read.getMlkem()),
        Fields.reason(read.getReason()),
        read.getAnchor(),
        policy(read.getPolicy()),
        Fields.bytes(read.getSignature()));
  }

  private static io.pawl.schema.Offer offer(Offer offer) {
    return new io.pawl.schema.Offer(
        Fields.kind(offer.kind()),
        Fields.channel(offer.channel()),
        offer.epoch(),
        Fields.direction(offer.offerer()),
        Fields.key(offer.initiator()),
        Fields.key(offer.responder()),
        Fields.key(offer.x25519()),
        Fields.buffer(offer.mlkem()),
        Fields.reason(offer.reason()),
        offer.anchor(),
        policy(offer.policy()),
        Fields.signature(offer.signature()));
  }

  static Policy policy(io.pawl.schema.Policy read) {
    List<Bytes> approvers = new ArrayList<>(read.getApprovers().size());
    for (Key approver : read.getApprovers()) {
      approvers.add(Fields.bytes(approver));
    }
    return new Policy(
        read.getSlotMessages(),
        read.getOverlap(),
        read.getWindow(),
        read.getCellBytes(),
        read.getSlotLookahead(),
        read.getRekeyBurst(),
        read.getIdleBumps(),
        read.getApprovalsNeeded(),
        read.getApprovalKinds(),
        approvers);
  }

  static io.pawl.schema.Policy policy(Policy policy) {
    List<Key> approvers = new ArrayList<>(policy.approvers().size());
    for (Bytes approver : policy.approvers()) {
      approvers.add(Fields.key(approver));
    }
    return new io.pawl.schema.Policy(
        policy.slotMessages(),
        policy.overlap(),
        policy.window(),
        policy.cellBytes(),
        policy.slotLookahead(),
        policy.rekeyBurst(),
        policy.idleBumps(),
        policy.approvalsNeeded(),
        policy.approvalKinds(),
        approvers);
  }

  private static Answer answer(io.pawl.schema.Answer read) {
    return new Answer(
        Fields.channel(read.getChannel()),
        Fields.bytes(read.getOfferId()),
        Fields.bytes(read.getX25519()),
        Fields.bytes(read.getMlkem()),
        Fields.bytes(read.getGrant()),
        Fields.bytes(read.getSignature()));
  }

  private static io.pawl.schema.Answer answer(Answer answer) {
    return new io.pawl.schema.Answer(
        Fields.channel(answer.channel()),
        Fields.digest(answer.offerId()),
        Fields.key(answer.x25519()),
        Fields.buffer(answer.mlkem()),
        Fields.buffer(answer.grant()),
        Fields.signature(answer.signature()));
  }

  private static Approval approval(io.pawl.schema.Approval read) {
    return new Approval(
        Fields.channel(read.getChannel()),
        Fields.bytes(read.getOfferId()),
        read.getApprover(),
        Fields.bytes(read.getSignature()));
  }

  private static io.pawl.schema.Approval approval(Approval approval) {
    return new io.pawl.schema.Approval(
        Fields.channel(approval.channel()),
        Fields.digest(approval.offerId()),
        approval.approver(),
        Fields.signature(approval.signature()));
  }

  private static Close close(io.pawl.schema.Close read) {
    return new Close(
        Fields.channel(read.getChannel()),
        Fields.direction(read.getCloser()),
        Fields.bytes(read.getSignature()));
  }

  private static io.pawl.schema.Close close(Close close) {
    return new io.pawl.schema.Close(
        Fields.channel(close.channel()),
        Fields.direction(close.closer()),
        Fields.signature(close.signature()));
  }
}
