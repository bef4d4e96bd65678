package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Offer;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.PatientDecoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds channels that vaults do not know in the accepted records of one partition, for one reading
 * from its beginning: each channel is followed from the first offer that names one of the
 * identities.
 */
final class LostChannels {
  /**
   * Of channels that have begun, and of offers that nobody answered: some 2 KB each. The one is
   * more than an identity's share of a partition; of the other, older ones make room.
   */
  static final int MOST = 10_000;

  private final PatientDecoder decoder;
  private final int most;

  /** Who asks, and the channels that its vault knows. */
  private final Map<Bytes, Set<ChannelId>> known;

  private final LinkedHashMap<ChannelId, List<Recovery>> offered = new LinkedHashMap<>();
  private final Map<ChannelId, List<Recovery>> begun = new HashMap<>();
  private boolean complete = true;

  /**
   * @param known who asks, and the channels that its vault knows
   * @param most of each kind that are followed, {@link #MOST} unless a test says otherwise
   */
  LostChannels(PatientDecoder decoder, Map<Bytes, Set<ChannelId>> known, int most) {
    this.decoder = decoder;
    this.known = known;
    this.most = most;
  }

  /** Takes the next record. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    AcceptedRecord.Found found = AcceptedRecord.find(record, decoder);
    if (found != null) {
      take(found.accepted().channel(), found.accepted(), found.logOffset());
    }
  }

  private void take(ChannelId channel, Accepted record, long logOffset) {
    if (record instanceof Accepted.Passed(Offer offer)) {
      follow(channel, offer);
    }
    List<Recovery> ends = begun.containsKey(channel) ? begun.get(channel) : offered.get(channel);
    if (ends != null) {
      ends.forEach(end -> end.take(record, logOffset));
      if (record instanceof Accepted.Told(Event.Activated _)) {
        settle(channel, ends);
      }
    }
  }

  private void follow(ChannelId channel, Offer offer) {
    if (begun.containsKey(channel) || offered.containsKey(channel)) {
      return;
    }
    // Both ends may be of those who ask.
    List<Recovery> ends =
        Stream.of(offer.initiator(), offer.responder())
            .filter(identity -> isMissing(channel, identity))
            .map(identity -> new Recovery(channel, identity))
            .toList();
    if (!ends.isEmpty()) {
      offered.put(channel, ends);
      if (offered.size() > most) {
        offered.pollFirstEntry();
      }
    }
  }

  private boolean isMissing(ChannelId channel, Bytes identity) {
    Set<ChannelId> its = known.get(identity);
    return its != null && !its.contains(channel);
  }

  /** It is followed for good once an epoch of it has begun. */
  private void settle(ChannelId channel, List<Recovery> ends) {
    if (begun.containsKey(channel) || ends.stream().noneMatch(Recovery::hasBegun)) {
      return;
    }
    offered.remove(channel);
    if (begun.size() < most) {
      begun.put(channel, ends);
    } else {
      complete = false;
    }
  }

  /**
   * What was found of each who asks: channels that are open, as a vault would keep them that has no
   * keys.
   *
   * @param next offset of accepted records up to which was read
   */
  Map<Bytes, List<KeptChannel>> found(long next) {
    return begun.values().stream()
        .flatMap(List::stream)
        .filter(end -> end.hasBegun() && !end.isClosed())
        .collect(
            Collectors.groupingBy(
                Recovery::identity,
                Collectors.mapping(end -> end.kept(next), Collectors.toList())));
  }

  /** Whether all were followed: there may have been too many. */
  boolean isComplete() {
    return complete;
  }
}
