package io.pawl.compose.demo;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the log and writes to it, without any key: answers the peers' records with injected ones.
 * Not for use by several threads.
 *
 * <p>It sees its own records in the log too, and knows them again: a forgery by its bytes, a replay
 * by its position, which is none ahead of the peers' last.
 */
public final class Adversary {
  /** One attack in that many of a channel's envelopes, on average: about 6 % of the log. */
  static final int PACE = 16;

  private final long seed;
  private final Wire wire;
  private final Forge forge;
  private final Map<ChannelId, Target> targets = new LinkedHashMap<>();

  /**
   * @param topic the log
   * @param partitions its number of partitions
   * @param seed the same one makes the same attacks of the same records
   */
  public Adversary(String topic, int partitions, long seed, Wire wire) {
    this.seed = seed;
    this.wire = wire;
    this.forge = new Forge(topic, partitions, wire);
  }

  /** Sees the log's next record, and answers with records of its own: mostly none. */
  public List<Injection> sees(LogEntry entry) {
    Bytes value = entry.value();
    if (value == null || forge.hasMade(value)) {
      return List.of();
    }
    return switch (wire.decode(value.toArray())) {
      case Offer offer -> sees(offer, value);
      case Answer answer -> sees(answer, value);
      case Envelope envelope -> sees(envelope, value);
      case null, default -> List.of();
    };
  }

  /** What has not been tried on each channel yet, for the end of the traffic. */
  public List<Injection> parting() {
    List<Injection> injections = new ArrayList<>();
    for (Target target : targets.values()) {
      while (!target.hasSeenAll()) {
        injections.addAll(attack(target, target.next()));
      }
    }
    return injections;
  }

  private List<Injection> sees(Offer offer, Bytes value) {
    if (offer.kind() != Kind.OPEN || targets.containsKey(offer.channel())) {
      return List.of();
    }
    Target target = new Target(offer, value, seed, PACE);
    targets.put(offer.channel(), target);
    // At once: before the answer it is refused for another reason than after it.
    return attack(target, Attack.REPLAY_OFFER);
  }

  private List<Injection> sees(Answer answer, Bytes value) {
    Target target = targets.get(answer.channel());
    if (target == null || !target.note(answer, value)) {
      return List.of();
    }
    return attack(target, Attack.REPLAY_ANSWER);
  }

  private List<Injection> sees(Envelope envelope, Bytes value) {
    Target target = targets.get(envelope.channel());
    if (target == null || !target.note(envelope, value) || !target.isDue()) {
      return List.of();
    }
    return attack(target, target.next());
  }

  private List<Injection> attack(Target target, Attack attack) {
    var record = forge.make(attack, target);
    return record == null ? List.of() : List.of(new Injection(attack, record));
  }
}
