package io.pawl.compose.demo;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds what the processor made of each record of the log against what the oracle expects. Keeps
 * one byte per record. Not for use by several threads.
 */
public final class Findings {
  private static final byte NOTHING = 0;
  private static final byte ACCEPTED = 1;

  /** Stood in the outputs more than once. */
  private static final byte AGAIN = -1;

  /** A refusal that stands nowhere in the outputs. */
  private static final byte UNHEARD_OF = -2;

  private static final int FIRST_REFUSED = 2;
  private static final int INITIAL_RECORDS = 1_024;

  private final Map<Integer, byte[]> fates = new HashMap<>();

  /** A byte for each refusal that was seen; codes times actions are fewer than 125. */
  private final Map<Verdict.Refused, Byte> numbers = new HashMap<>();

  private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
  private long accepted;
  private long slotsAdvanced;
  private long misjudged;
  private long judged;
  private long found;

  /** The record at {@code place} of the log stands among the accepted ones. */
  public void accepted(Place place) {
    found(place, ACCEPTED);
  }

  /** The record at {@code place} of the log stands among the rejected ones. */
  public void rejected(Place place, Refusal code, Action action) {
    found(place, refused(code, action));
    refused.merge(code, 1L, Long::sum);
  }

  private byte refused(Refusal code, Action action) {
    return numbers.computeIfAbsent(
        new Verdict.Refused(code, action), any -> (byte) (FIRST_REFUSED + numbers.size()));
  }

  private void found(Place place, byte fate) {
    int index = Math.toIntExact(place.offset());
    byte[] known = fates.computeIfAbsent(place.partition(), any -> new byte[INITIAL_RECORDS]);
    if (index >= known.length) {
      known = Arrays.copyOf(known, Math.max(index + 1, 2 * known.length));
      fates.put(place.partition(), known);
    }
    known[index] = known[index] == NOTHING ? fate : AGAIN;
    found++;
  }

  /**
   * Compares, once all outputs have been told.
   *
   * @param isMessage whether the record is an envelope, as far as it decodes
   */
  public void judge(Place place, boolean isMessage, Verdict expected) {
    byte fate = fate(place);
    byte right =
        switch (expected) {
          case Verdict.Accepted verdict -> ACCEPTED;
          case Verdict.Refused verdict -> numbers.getOrDefault(verdict, UNHEARD_OF);
        };
    judged++;
    if (fate != right) {
      misjudged++;
    }
    if (fate == ACCEPTED && isMessage) {
      accepted++;
    }
    if (expected instanceof Verdict.Accepted verdict && verdict.slotAdvanced()) {
      slotsAdvanced++;
    }
  }

  private byte fate(Place place) {
    byte[] known = fates.get(place.partition());
    return known == null || place.offset() >= known.length
        ? NOTHING
        : known[Math.toIntExact(place.offset())];
  }

  /** Envelopes that the processor accepted. */
  public long acceptedMessages() {
    return accepted;
  }

  /** Rejections by code, in the order of the codes. */
  public Map<Refusal, Long> refused() {
    return Collections.unmodifiableMap(new EnumMap<>(refused));
  }

  /** Envelopes that began a new slot of their direction. */
  public long slotsAdvanced() {
    return slotsAdvanced;
  }

  /**
   * Records of the log of which the processor made something else than the protocol does, or
   * nothing, or two things; and outputs of no record.
   */
  public long undetected() {
    return misjudged + Math.max(0, found - judged);
  }
}
