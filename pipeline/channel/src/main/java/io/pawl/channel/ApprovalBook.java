package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verification;
import io.pawl.stream.codec.Accepted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Offers that wait for one approver, from accepted records in order. Whose approval counts says the
 * current epoch's policy: the one that began last among what was read, else the offered one. Not
 * thread-safe.
 */
final class ApprovalBook {
  private final Bytes approver;
  private final int limit;
  private final Map<ChannelId, Policy> governing = new HashMap<>();
  private final Map<ChannelId, Waiting> waiting = new LinkedHashMap<>();
  private final Set<Bytes> told = new HashSet<>();

  /**
   * An offer that waits.
   *
   * @param index the approver's
   */
  record Waiting(Offer offer, Bytes id, int index) {}

  /**
   * @param approver its Ed25519 key
   * @param limit offers that are remembered
   */
  ApprovalBook(Bytes approver, int limit) {
    this.approver = approver;
    this.limit = limit;
  }

  void take(Accepted record) {
    switch (record) {
      case Accepted.Passed(LogRecord passed) -> take(passed);
      case Accepted.Told(Event event) -> take(event);
    }
  }

  private void take(LogRecord record) {
    switch (record) {
      case Offer offer -> take(offer);
      case Approval approval -> {
        Waiting offer = waiting.get(approval.channel());
        if (offer != null
            && offer.id().equals(approval.offerId())
            && offer.index() == approval.approver()) {
          settle(approval.channel());
        }
      }
      case Close close -> {
        settle(close.channel());
        governing.remove(close.channel());
      }
      case Answer answer -> {}
      case Envelope envelope -> {}
    }
  }

  private void take(Offer offer) {
    settle(offer.channel());
    Policy policy =
        offer.kind() == Kind.OPEN
            ? offer.policy()
            : governing.getOrDefault(offer.channel(), offer.policy());
    int index = policy.approvers().indexOf(approver);
    if (index >= 0
        && waiting.size() < limit
        && Verification.approvalsNeeded(offer, policy) > 0
        && Verification.offer(offer) == null) {
      waiting.put(offer.channel(), new Waiting(offer, Handshake.offerId(offer), index));
    }
  }

  private void take(Event event) {
    Waiting offer = waiting.get(event.channel());
    switch (event) {
      case Event.Activated activated -> {
        if (offer != null && offer.id().equals(activated.offerId())) {
          governing.put(event.channel(), offer.offer().policy());
          settle(event.channel());
        }
      }
      case Event.Refused refused -> {
        boolean gone =
            refused.code() == Refusal.OFFER_SUPERSEDED || refused.code() == Refusal.TOO_MANY_OPENS;
        if (gone && offer != null && offer.id().equals(refused.offerId())) {
          settle(event.channel());
        }
      }
      case Event.ReestablishRequired required -> {}
    }
  }

  private void settle(ChannelId channel) {
    Waiting settled = waiting.remove(channel);
    if (settled != null) {
      told.remove(settled.id());
    }
  }

  /** Those that wait and were not given before. */
  List<Waiting> news() {
    List<Waiting> news = new ArrayList<>();
    for (Waiting each : waiting.values()) {
      if (told.add(each.id())) {
        news.add(each);
      }
    }
    return news;
  }
}
