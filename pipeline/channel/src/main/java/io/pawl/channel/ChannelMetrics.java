package io.pawl.channel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Refusal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a client counts, over all its channels: a label per channel would have no bound. */
final class ChannelMetrics {
  /** Why an accepted record went no further. */
  enum Ignored {
    /** It does not decode, or stands under another channel's key. */
    MALFORMED,
    /** It is no record that the channel can use now: another epoch, an unknown transition. */
    OUT_OF_PLACE,
    /** Its signature or what it commits to does not verify, though the processor accepted it. */
    FORGED
  }

  /** Why keys were erased. */
  enum Erased {
    /** A REKEY began the next epoch. */
    REKEY,
    /** A BUMP did. */
    BUMP,
    /** The overlap of an epoch with the next is over. */
    OVERLAP,
    /** One of the peers closed the channel. */
    CLOSE,
    /** The channel was declined or withdrawn before it was open. */
    DECLINE,
    /** A transition came to nothing. */
    FAILURE,
    /** This process let go of the channel: the vault still has them. */
    DETACHED
  }

  /**
   * Counters of all clients add up; a gauge is one client's, so those of a process are numbered.
   */
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final MeterRegistry registry;
  private final List<Gauge> gauges;
  private final Counter fellBehind;
  private final Counter sent;
  private final Counter opened;
  private final Counter notAuthentic;
  private final Counter invitationsDropped;
  private final Counter eventsDropped;
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
  private final Map<Ignored, Counter> ignored = new EnumMap<>(Ignored.class);
  private final Map<Kind, Counter> offered = new EnumMap<>(Kind.class);
  private final Map<Kind, Counter> activated = new EnumMap<>(Kind.class);
  private final Map<Cause, Counter> healing = new EnumMap<>(Cause.class);
  private final Map<Erased, Counter> erased = new EnumMap<>(Erased.class);
  private final Counter healingDelayed;
  private final LongAdder unacknowledged = new LongAdder();
  private final LongAdder behind = new LongAdder();

  ChannelMetrics(MeterRegistry registry) {
    this.registry = registry;
    sent = counter(registry, "pawl.channel.sent", "Messages that stand in the log");
    opened = counter(registry, "pawl.channel.opened", "Accepted messages that were opened");
    notAuthentic =
        counter(
            registry, "pawl.channel.not.authentic", "Accepted envelopes that the peer cannot open");
    invitationsDropped =
        counter(
            registry, "pawl.channel.invitations.dropped", "Invitations left for a later reading");
    eventsDropped =
        counter(registry, "pawl.channel.events.dropped", "Events that nobody took in time");
    healingDelayed =
        counter(
            registry,
            "pawl.channel.healing.delayed",
            "Attempts to re-establish a channel that had to wait");
    for (Kind kind : Kind.values()) {
      offered.put(
          kind,
          tagged("pawl.channel.transitions.offered", "Transitions offered here", "kind", kind));
      activated.put(
          kind, tagged("pawl.channel.transitions.activated", "Epochs that began", "kind", kind));
    }
    for (Cause cause : Cause.values()) {
      healing.put(
          cause,
          tagged(
              "pawl.channel.healing",
              "REKEYs that an end of a channel offered by itself",
              "cause",
              cause));
    }
    for (Erased why : Erased.values()) {
      erased.put(why, tagged("pawl.channel.keys.erased", "Epochs whose keys went", "why", why));
    }
    for (Refusal code : Refusal.values()) {
      refused.put(
          code,
          Counter.builder("pawl.channel.refused")
              .description("Accepted envelopes that the peer refuses")
              .tag("code", code.name())
              .register(registry));
    }
    for (Ignored why : Ignored.values()) {
      ignored.put(
          why,
          Counter.builder("pawl.channel.ignored")
              .description("Accepted records that the peer makes no use of")
              .tag("why", why.name())
              .register(registry));
    }
    fellBehind =
        counter(
            registry, "pawl.channel.fell.behind", "Times that a channel had no room for a message");
    String client = Integer.toString(CLIENTS.incrementAndGet());
    gauges =
        List.of(
            Gauge.builder("pawl.channel.unacknowledged", unacknowledged, LongAdder::sum)
                .description("Sealed messages that the log has not acknowledged")
                .tag("client", client)
                .register(registry),
            Gauge.builder("pawl.channel.behind", behind, LongAdder::sum)
                .description("Channels that wait for room, or catch up after that")
                .tag("client", client)
                .register(registry));
  }

  private Counter tagged(String name, String description, String tag, Enum<?> value) {
    return Counter.builder(name).description(description).tag(tag, value.name()).register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  void sealed() {
    unacknowledged.increment();
  }

  void acknowledged() {
    unacknowledged.decrement();
    sent.increment();
  }

  /** A sealed message whose fate nobody here waits for any more. */
  void abandoned() {
    unacknowledged.decrement();
  }

  void opened() {
    opened.increment();
  }

  void notAuthentic() {
    notAuthentic.increment();
  }

  void refused(Refusal code) {
    of(refused, code).increment();
  }

  void ignored(Ignored why) {
    of(ignored, why).increment();
  }

  void fellBehind() {
    fellBehind.increment();
    behind.increment();
  }

  /** Or is not read any more. */
  void caughtUp() {
    behind.decrement();
  }

  void offered(Kind kind) {
    of(offered, kind).increment();
  }

  void activated(Kind kind) {
    of(activated, kind).increment();
  }

  /** Registered as they come: most codes never do. */
  void transitionRefused(Kind kind, Refusal code) {
    Counter.builder("pawl.channel.transitions.refused")
        .description("Transitions offered here that came to nothing")
        .tag("kind", kind.name())
        .tag("code", code.name())
        .register(registry)
        .increment();
  }

  void healing(Cause cause) {
    of(healing, cause).increment();
  }

  void healingDelayed() {
    healingDelayed.increment();
  }

  void erased(Erased why) {
    of(erased, why).increment();
  }

  void invitationDropped() {
    invitationsDropped.increment();
  }

  void eventDropped() {
    eventsDropped.increment();
  }

  /** The client is gone; what it counted stays. */
  void close() {
    gauges.forEach(registry::remove);
  }

  private static <K extends Enum<K>> Counter of(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + key);
    }
    return counter;
  }
}
