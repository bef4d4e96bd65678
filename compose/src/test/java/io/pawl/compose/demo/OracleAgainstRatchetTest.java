package io.pawl.compose.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import io.pawl.ratchet.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The naive model and the real one, which has the keys, say the same of every record. */
class OracleAgainstRatchetTest {
  private static final int CHANNELS = 8;
  private static final int ENVELOPES = 300;
  private static final int PAYLOAD_BYTES = 100;

  private final AgreementKey processors = AgreementKey.of(Secret.owning(bytes(32, new Random(0))));

  private static byte[] bytes(int count, Random random) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What two peers with real keys write, whose envelopes arrive in order. */
  private List<LogRecord> orderly(Trace trace, Random random) {
    List<LogRecord> script = new ArrayList<>();
    Entropy entropy = count -> bytes(count, random);
    SigningKey initiator = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
    SigningKey responder = SigningKey.fromSeed(Secret.owning(entropy.bytes(32)));
    Handshake.Offered offered =
        Handshake.open(initiator, responder.publicKey(), Trace.POLICY, channel -> 0, entropy);
    Offer offer = offered.offer();
    script.add(offer);
    Handshake.Answered answered =
        Handshake.answer(offer, responder, processors.publicKey(), entropy, null);
    script.add(answered.answer());
    EpochKeys keys = Handshake.complete(offer, offered.keys(), answered.answer(), null);
    List<Sender> senders = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      senders.add(sender(offer.channel(), direction, keys));
    }
    for (int i = 0; i < ENVELOPES; i++) {
      Sender sender = senders.get(random.nextInt(2));
      sender.claimDue().ifPresent(sender::claimed);
      script.add(sender.seal(bytes(random.nextInt(PAYLOAD_BYTES), random)));
    }
    return script;
  }

  private static Sender sender(ChannelId channel, Direction direction, EpochKeys keys) {
    return Sender.begin(
        new EpochDirection(channel, 1, direction, Trace.POLICY),
        keys.chain(direction),
        keys.admission(direction));
  }

  /** The same, with runs that are shuffled, left out, and written twice; and an end for some. */
  private List<LogRecord> disorderly(Trace trace, Random random) {
    List<LogRecord> orderly = orderly(trace, random);
    List<LogRecord> script = new ArrayList<>(orderly.subList(0, 2));
    int at = 2;
    while (at < orderly.size()) {
      int end = Math.min(orderly.size(), at + 1 + random.nextInt(random.nextInt(4) == 0 ? 90 : 9));
      List<LogRecord> run = new ArrayList<>(orderly.subList(at, end));
      switch (random.nextInt(8)) {
        case 0 -> run.addAll(run.subList(0, 1 + random.nextInt(run.size())));
        case 1 -> run.clear();
        case 2, 3, 4 -> Collections.shuffle(run, random);
        default -> {}
      }
      script.addAll(run);
      at = end;
    }
    return script;
  }

  private Set<Refusal> assertAlike(Trace trace) {
    GrantKeys keys = GrantKeys.of(List.of(processors));
    List<Partition> partitions = new ArrayList<>();
    for (int number = 0; number < Trace.PARTITIONS; number++) {
      partitions.add(new Partition(number, Trace.PARTITIONS, keys));
    }
    var oracle = new Oracle(Trace.PARTITIONS, trace.injected, trace.wire);
    Set<Refusal> seen = EnumSet.noneOf(Refusal.class);
    for (LogEntry entry : trace.entries) {
      Verdict real = decide(partitions.get(entry.place().partition()), entry, trace.wire);
      assertThat(oracle.expect(entry))
          .as("%s %s", entry, trace.injected.get(entry.place()))
          .isEqualTo(real);
      if (real instanceof Verdict.Refused refused) {
        seen.add(refused.refusal());
      }
    }
    return seen;
  }

  private static Verdict decide(Partition partition, LogEntry entry, Wire wire) {
    Bytes key = entry.key();
    Bytes value = entry.value();
    LogRecord record = value == null ? null : wire.decode(value.toArray());
    return key == null || record == null
        ? new Verdict.Refused(Refusal.MALFORMED, Action.NONE)
        : partition.accept(entry.place().offset(), key, record).verdict();
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void theyAgreeAboutPeersThatKeepOrder(long seed) {
    Trace trace = new Traffic(seed, this::orderly).run(CHANNELS);
    assertThat(assertAlike(trace))
        .contains(
            Refusal.MALFORMED,
            Refusal.UNKNOWN_CHANNEL,
            Refusal.EPOCH_UNKNOWN,
            Refusal.BAD_SIZE,
            Refusal.BAD_TAG,
            Refusal.SLOT_EXPIRED,
            Refusal.REPLAYED,
            Refusal.CHANNEL_EXISTS,
            Refusal.BAD_SIGNATURE,
            Refusal.UNKNOWN_OFFER);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theyAgreeAboutPeersThatDoNot(long seed) {
    assertAlike(new Traffic(seed, this::disorderly).run(CHANNELS));
  }
}
