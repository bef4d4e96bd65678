package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Offer;
import java.util.ArrayList;
import java.util.List;

/** The approvers, who read the log's offers and write straight into the log. */
final class Approvers {
  private final Scene scene;

  Approvers(Scene scene) {
    this.scene = scene;
  }

  /** Offers that were accepted and published, oldest first. */
  private List<Offer> offers() {
    List<Offer> offers = new ArrayList<>();
    for (Entry entry : scene.processor().published()) {
      if (entry.isAccepted()
          && entry.record() instanceof Offer offer
          && !offer.policy().approvers().isEmpty()) {
        offers.add(offer);
      }
    }
    return offers;
  }

  /** One of the approvers approves the newest offer. */
  void approve() {
    List<Offer> offers = offers();
    if (!offers.isEmpty()) {
      approve(offers.getLast(), scene.random().nextInt(Cast.APPROVERS.size()));
    }
  }

  /** All approve, whatever is the newest. */
  void approveAll(Offer offer) {
    for (int i = 0; i < Cast.APPROVERS.size(); i++) {
      approve(offer, i);
    }
  }

  /** One approver approves all offers of the last epochs, however they contradict each other. */
  void equivocate() {
    List<Offer> offers = offers();
    int approver = scene.random().nextInt(Cast.APPROVERS.size());
    int from = Math.max(0, offers.size() - 3);
    for (Offer offer : offers.subList(from, offers.size())) {
      approve(offer, approver);
    }
    if (offers.size() - from > 1) {
      scene.tally().count(Fault.APPROVER_EQUIVOCATED);
    }
    if (!offers.isEmpty()) {
      approve(offers.getLast(), approver);
      scene.tally().count(Fault.APPROVAL_REPEATED);
    }
  }

  private void approve(Offer offer, int approver) {
    Approval approval = Handshake.approve(offer, approver, Cast.APPROVERS.get(approver));
    scene.oracle().authored(approval);
    scene.log().append(approval);
  }
}
