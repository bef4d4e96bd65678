package io.pawl.processor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Refusal;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the records, by code. The counters exist from the start, so that a rate over one
 * is defined before its first event; none has a label per channel.
 *
 * <p>A record counts when it is judged. One whose transaction fails is judged again, and counts
 * again.
 */
final class VerdictMetrics {
  private static final String ENVELOPES = "pawl.envelopes";
  private static final String TRANSITIONS = "pawl.transitions";
  private static final String ACCEPTED = "ACCEPTED";

  private final Counter envelopesAccepted;
  private final Counter transitionsAccepted;
  private final Counter slotsAdvanced;
  private final Counter activations;
  private final Counter reestablishFirm;
  private final Counter reestablishAdvisory;

  private final Map<Refusal, Counter> envelopesRefused = new EnumMap<>(Refusal.class);
  private final Map<Refusal, Counter> transitionsRefused = new EnumMap<>(Refusal.class);

  VerdictMetrics(MeterRegistry registry) {
    envelopesAccepted = envelopes(ACCEPTED, registry);
    transitionsAccepted = transitions(ACCEPTED, registry);
    for (Refusal refusal : Refusal.values()) {
      envelopesRefused.put(refusal, envelopes(refusal.name(), registry));
      transitionsRefused.put(refusal, transitions(refusal.name(), registry));
    }
    slotsAdvanced =
        Counter.builder("pawl.slot.advances")
            .description("Accepted envelopes that began a new slot of their direction")
            .register(registry);
    activations =
        Counter.builder("pawl.epochs.activated")
            .description("Epochs that began")
            .register(registry);
    reestablishFirm = reestablish("false", registry);
    reestablishAdvisory = reestablish("true", registry);
  }

  void accepted(LogRecord record, boolean slotAdvanced) {
    (record instanceof Envelope ? envelopesAccepted : transitionsAccepted).increment();
    if (slotAdvanced) {
      slotsAdvanced.increment();
    }
  }

  /** Counts a refusal; {@code record} is null if it does not decode, and counts as an envelope. */
  void refused(@Nullable LogRecord record, Refusal refusal) {
    boolean envelope = record == null || record instanceof Envelope;
    Counter counter = (envelope ? envelopesRefused : transitionsRefused).get(refusal);
    if (counter != null) {
      counter.increment();
    }
  }

  void event(Event event) {
    switch (event) {
      case Event.Activated activated -> activations.increment();
      case Event.ReestablishRequired required ->
          (required.advisory() ? reestablishAdvisory : reestablishFirm).increment();
      // Counted by its code already, as the refusal of a transition.
      case Event.Refused refused -> {}
    }
  }

  private static Counter envelopes(String code, MeterRegistry registry) {
    return Counter.builder(ENVELOPES)
        .description("Envelopes, and records that do not decode, by verdict")
        .tag("verdict", code)
        .register(registry);
  }

  private static Counter transitions(String code, MeterRegistry registry) {
    return Counter.builder(TRANSITIONS)
        .description("Offers, answers, approvals and closes, by code")
        .tag("code", code)
        .register(registry);
  }

  private static Counter reestablish(String advisory, MeterRegistry registry) {
    return Counter.builder("pawl.reestablish.required")
        .description("Directions that need a new epoch: firm, or as a hint")
        .tag("advisory", advisory)
        .register(registry);
  }
}
