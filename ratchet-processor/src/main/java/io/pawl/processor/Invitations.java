package io.pawl.processor;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.InvitationKey;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Outbox;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The pending OPENs of a partition, for their responders: an invitation stands from the accepted
 * offer until the channel is open, closed or forgotten.
 */
final class Invitations {
  private final String topic;
  private final int partition;

  /** Whom each pending OPEN invites; bounded as they are, by the protocol. */
  private final Map<ChannelId, Bytes> responders = new HashMap<>();

  Invitations(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  /** Puts back an invitation that stands. */
  void restore(ChannelId channel, Bytes responder) {
    responders.put(channel, Bytes.wrap(responder.toArray()));
  }

  /** Sends what {@code outcome}, of the record that held {@code value}, means for them. */
  void follow(ConsumerRecord<byte[], byte[]> record, LogRecord value, Outcome outcome, Outbox out) {
    if (value instanceof Envelope && outcome.forgotten().isEmpty()) {
      return;
    }
    if (outcome.verdict() instanceof Verdict.Accepted) {
      if (value instanceof Offer offer && offer.kind() == Kind.OPEN) {
        invite(record, offer, out);
      } else if (value instanceof Close) {
        settle(value.channel(), out);
      }
    }
    for (Event event : outcome.events()) {
      if (event instanceof Event.Activated activated && activated.kind() == Kind.OPEN) {
        settle(activated.channel(), out);
      }
    }
    for (ChannelId forgotten : outcome.forgotten()) {
      settle(forgotten, out);
    }
  }

  private void invite(ConsumerRecord<byte[], byte[]> record, Offer offer, Outbox out) {
    // A copy: the offer is a view of its whole record, which need not live as long.
    responders.put(offer.channel(), Bytes.wrap(offer.responder().toArray()));
    byte[] key = new InvitationKey(offer.responder(), offer.channel()).toBytes();
    var invitation = new ProducerRecord<>(topic, partition, key, record.value());
    LogOffset.write(invitation.headers(), record.offset());
    out.send(invitation);
  }

  private void settle(ChannelId channel, Outbox out) {
    @Nullable Bytes responder = responders.remove(channel);
    if (responder != null) {
      byte @Nullable [] tombstone = null;
      out.send(
          new ProducerRecord<>(
              topic, partition, new InvitationKey(responder, channel).toBytes(), tombstone));
    }
  }
}
