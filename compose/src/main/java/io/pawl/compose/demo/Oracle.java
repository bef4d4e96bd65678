package io.pawl.compose.demo;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Says what must become of each record of the log, with no key and none of the processor's code: it
 * knows where the adversary's records stand, takes all others for the peers', and takes bytes for
 * authentic if the peers wrote the very same before.
 *
 * <p>It knows as much of the protocol as peers that open, send and close, and {@link Attack}, can
 * touch: one epoch per channel, no approvals, a log of fewer than 10 million records.
 */
public final class Oracle {
  /** The most that a record's value may have. */
  private static final int MAX_VALUE_BYTES = 1_048_576;

  private final int partitions;
  private final Map<Place, Attack> injected;
  private final Wire wire;
  private final Map<ChannelId, ChannelModel> channels = new HashMap<>();
  private final Set<Long> authentic = new HashSet<>();

  /**
   * @param partitions of the log
   * @param injected where the adversary's records stand, all of them
   */
  public Oracle(int partitions, Map<Place, Attack> injected, Wire wire) {
    this.partitions = partitions;
    this.injected = Map.copyOf(injected);
    this.wire = wire;
  }

  /**
   * The verdict that the protocol gives the log's next record. Records of a partition must come in
   * order; partitions may come one after the other or mixed.
   *
   * @throws IllegalStateException if the peers wrote something that is not known here
   */
  public Verdict expect(LogEntry entry) {
    Attack attack = injected.get(entry.place());
    LogRecord record = attack != null && attack.isMalformed() ? null : wellFormed(entry);
    Bytes value = entry.value();
    if (record == null || value == null) {
      return refused(Refusal.MALFORMED);
    }
    long fingerprint = Fingerprint.of(value.array(), value.offset(), value.length());
    if (attack == null) {
      authentic.add(fingerprint);
    }
    return decide(record, entry.place().offset(), value, authentic.contains(fingerprint));
  }

  private @Nullable LogRecord wellFormed(LogEntry entry) {
    Bytes key = entry.key();
    Bytes value = entry.value();
    if (key == null || value == null || value.length() > MAX_VALUE_BYTES) {
      return null;
    }
    LogRecord record = wire.decode(value.toArray());
    if (record == null
        || hasNegative(record)
        || !Arrays.equals(key.toArray(), record.channel().toBytes())
        || Utils.toPositive(Utils.murmur2(key.toArray())) % partitions
            != entry.place().partition()) {
      return null;
    }
    return record;
  }

  private static boolean hasNegative(LogRecord record) {
    return switch (record) {
      case Envelope envelope ->
          envelope.epoch() < 0 || envelope.slot() < 0 || envelope.counter() < 0;
      case Offer offer -> offer.epoch() < 0 || offer.anchor() < 0;
      case Approval approval -> approval.approver() < 0;
      case Answer answer -> false;
      case Close close -> false;
    };
  }

  private Verdict decide(LogRecord record, long offset, Bytes value, boolean isAuthentic) {
    ChannelModel channel = channels.get(record.channel());
    if (record instanceof Offer offer) {
      return channel == null
          ? decideNew(offer, offset, value, isAuthentic)
          : refused(channel.decideOffer(value));
    }
    if (channel == null) {
      return refused(Refusal.UNKNOWN_CHANNEL);
    }
    return switch (record) {
      case Envelope envelope -> channel.decide(envelope, isAuthentic);
      case Answer answer -> channel.decide(answer, isAuthentic);
      case Approval approval -> channel.decide(approval);
      case Close close -> channel.decideClose(isAuthentic);
      case Offer offer -> throw new AssertionError("decided above");
    };
  }

  private Verdict decideNew(Offer offer, long offset, Bytes value, boolean isAuthentic) {
    if (offer.kind() != Kind.OPEN || offer.policy().approvalKinds() != 0) {
      throw new IllegalStateException("only OPENs without approvals are known here: " + offer);
    }
    // A forger may copy an anchor from a partition that is longer than its own.
    if (offer.anchor() > offset) {
      return refused(Refusal.STALE_OPEN);
    }
    if (!isAuthentic) {
      return refused(Refusal.BAD_SIGNATURE);
    }
    channels.put(offer.channel(), new ChannelModel(offer, value));
    return accepted();
  }

  static Verdict accepted() {
    return new Verdict.Accepted(false);
  }

  static Verdict refused(Refusal refusal) {
    return new Verdict.Refused(refusal, Action.NONE);
  }
}
