package io.pawl.compose.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdversaryTest {
  private static final int CHANNELS = 6;
  private static final int ENVELOPES = 400;

  private static Trace traffic(long seed) {
    return new Traffic(seed, AdversaryTest::script).run(CHANNELS);
  }

  private static List<LogRecord> script(Trace trace, Random random) {
    ChannelId channel = trace.channel();
    List<LogRecord> script = new ArrayList<>();
    script.add(trace.offer(channel));
    script.add(trace.answer(channel));
    Map<Direction, Integer> sent = new EnumMap<>(Direction.class);
    for (int i = 0; i < ENVELOPES; i++) {
      Direction direction = Direction.of(random.nextInt(2));
      int number = sent.merge(direction, 1, Integer::sum) - 1;
      int slotMessages = Trace.POLICY.slotMessages();
      script.add(trace.envelope(channel, direction, number / slotMessages, number % slotMessages));
    }
    return script;
  }

  private static Set<Refusal> codes(Attack attack) {
    Refusal malformed = Refusal.MALFORMED;
    return switch (attack) {
      case REPLAY_RECENT, REPLAY_OLD ->
          EnumSet.of(Refusal.REPLAYED, Refusal.COUNTER_TOO_OLD, Refusal.SLOT_EXPIRED);
      case REPLAY_OFFER -> EnumSet.of(Refusal.DUPLICATE, Refusal.CHANNEL_EXISTS);
      case REPLAY_ANSWER, FORGED_ANSWER, FORGED_APPROVAL -> EnumSet.of(Refusal.UNKNOWN_OFFER);
      case FLIP_CHANNEL, UNKNOWN_CHANNEL -> EnumSet.of(Refusal.UNKNOWN_CHANNEL);
      case FLIP_EPOCH -> EnumSet.of(Refusal.EPOCH_UNKNOWN, Refusal.EPOCH_EXPIRED, malformed);
      case FLIP_SLOT, FLIP_COUNTER -> EnumSet.of(Refusal.BAD_TAG, malformed);
      case FLIP_DIRECTION, FLIP_CIPHERTEXT, FLIP_TAG -> EnumSet.of(Refusal.BAD_TAG);
      case FLIP_ANYWHERE ->
          EnumSet.of(Refusal.BAD_TAG, Refusal.EPOCH_UNKNOWN, Refusal.EPOCH_EXPIRED, malformed);
      case FORGED_ENVELOPE, FAR_COUNTER, FAR_SLOT -> EnumSet.of(Refusal.BAD_TAG);
      case FORGED_SIZE -> EnumSet.of(Refusal.BAD_SIZE);
      case FORGED_OFFER, FORGED_CLOSE -> EnumSet.of(Refusal.BAD_SIGNATURE);
      case GARBAGE,
          UNKNOWN_SCHEMA,
          TRUNCATED,
          TRAILING,
          TOMBSTONE,
          WRONG_KEY,
          WRONG_PARTITION,
          OVERSIZED ->
          EnumSet.of(malformed);
    };
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void eachAttackIsRefusedAsItsKindMustBeAndNoGenuineRecordIs(long seed) {
    Trace trace = traffic(seed);
    var oracle = new Oracle(Trace.PARTITIONS, trace.injected, trace.wire);
    Map<Attack, Set<Refusal>> found = new EnumMap<>(Attack.class);
    for (LogEntry entry : trace.entries) {
      Verdict verdict = oracle.expect(entry);
      Attack attack = trace.injected.get(entry.place());
      if (attack == null) {
        assertThat(verdict).as("%s", entry).isInstanceOf(Verdict.Accepted.class);
      } else {
        assertThat(verdict).as("%s", attack).isInstanceOf(Verdict.Refused.class);
        found
            .computeIfAbsent(attack, any -> EnumSet.noneOf(Refusal.class))
            .add(((Verdict.Refused) verdict).refusal());
      }
    }
    assertThat(found).containsOnlyKeys(Attack.values());
    found.forEach((attack, codes) -> assertThat(codes(attack)).as("%s", attack).containsAll(codes));
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void whatIsMalformedByTheWayItIsMadeReallyIs(long seed) {
    Trace trace = traffic(seed);
    // An oracle that knows nothing of the attacks' kinds decodes them all.
    Map<Place, Attack> anonymous = new HashMap<>(trace.injected);
    anonymous.replaceAll((place, attack) -> Attack.FORGED_ENVELOPE);
    var informed = new Oracle(Trace.PARTITIONS, trace.injected, trace.wire);
    var naive = new Oracle(Trace.PARTITIONS, anonymous, trace.wire);
    for (LogEntry entry : trace.entries) {
      assertThat(naive.expect(entry))
          .as("%s", trace.injected.get(entry.place()))
          .isEqualTo(informed.expect(entry));
    }
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void eachChannelSuffersEachAttack(long seed) {
    Trace trace = traffic(seed);
    Map<Attack, Integer> counts = new EnumMap<>(Attack.class);
    trace.injected.values().forEach(attack -> counts.merge(attack, 1, Integer::sum));
    for (Attack attack : Attack.values()) {
      assertThat(counts.get(attack))
          .as("%s", attack)
          .isGreaterThanOrEqualTo(attack == Attack.OVERSIZED ? 1 : CHANNELS);
    }
    assertThat(counts).containsEntry(Attack.OVERSIZED, 1);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void attacksComeAtTheirPaceAndDoNotBreedMore(long seed) {
    Trace trace = traffic(seed);
    int paced = CHANNELS * ENVELOPES / Adversary.PACE;
    int atMost = paced * 2 + CHANNELS * (Attack.values().length + 2);
    assertThat(trace.injected.size()).isBetween(CHANNELS * Attack.values().length - 5, atMost);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2})
  void theSameSeedMakesTheSameAttacks(long seed) {
    Trace one = traffic(seed);
    Trace other = traffic(seed);
    assertThat(one.entries).isEqualTo(other.entries);
    assertThat(one.injected).isEqualTo(other.injected);
    assertThat(Arrays.asList(traffic(seed + 1).injected.values().toArray()))
        .isNotEqualTo(Arrays.asList(one.injected.values().toArray()));
  }
}
