package io.pawl.load.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.checkpoint.audit.ChannelLife;
import io.pawl.checkpoint.audit.Difference;
import io.pawl.checkpoint.audit.From;
import io.pawl.checkpoint.audit.Moment;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Audits of a system whose traffic is over, and whose topics are altered by hand. */
class AuditTest {
  private static final int STEPS = 6_000;

  private static AuditedSystem system = new AuditedSystem(41);

  @BeforeAll
  static void write() {
    system.write(STEPS);
    system.awaitJudged();
    system.snapshot();
    system.write(STEPS);
    system.awaitJudged();
  }

  @AfterAll
  static void close() {
    system.close();
  }

  private static AuditReport audit(Topics topics) {
    return system.audit(topics, new From.Earliest());
  }

  @Test
  void whatAProcessorDidIsWhatTheLogImplies() {
    AuditReport report = audit(AuditedSystem.TOPICS);

    assertThat(report.found()).isEmpty();
    assertThat(report.partitions()).isEqualTo(AuditedSystem.PARTITIONS);
    assertThat(report.records()).isGreaterThan(2 * STEPS - 2_000).isEqualTo(report.audited());
    assertThat(report.facts()).isGreaterThan(100);
    assertThat(report.checkpoints()).isGreaterThan(12);
    assertThat(report.notAudited()).isZero();
    assertThat(report.outcomesGone()).isZero();
  }

  @Test
  void aSnapshotIsEnoughToBeginWith() {
    AuditReport report = system.audit(AuditedSystem.TOPICS, new From.Snapshot());

    assertThat(report.found()).isEmpty();
    assertThat(report.audited()).isBetween((long) STEPS / 2, STEPS + 1_000L);
    assertThat(report.notAudited()).isLessThan(report.audited() / 4);
    assertThat(report.facts()).isPositive();
    assertThat(report.checkpoints()).isPositive();
  }

  @Test
  void onlyWhatLiesBehindAnOffsetIsReported() {
    ConsumerRecord<byte[], byte[]> victim = passed(record -> true);
    Topics altered = system.withAccepted(records -> records.remove(index(records, victim)));
    long offset = logOffset(victim);

    assertThat(system.audit(altered, new From.Offset(offset)).differences()).isEqualTo(1);
    assertThat(system.audit(altered, new From.Offset(offset + 1)).differences()).isZero();
  }

  @Test
  void anAlteredRecordIsNamed() {
    ConsumerRecord<byte[], byte[]> victim = passed(record -> true);

    AuditReport report =
        audit(
            system.withAccepted(records -> {
              byte[] value = victim.value().clone();
              value[value.length - 1] ^= 1;
              records.set(index(records, victim), with(victim, value));
            }));

    Difference difference = only(report, victim);
    assertThat(difference.expected()).startsWith("accepted");
    assertThat(difference.found()).isEqualTo("accepted, under another key or with other bytes");
  }

  @Test
  void aMissingOutcomeIsNamed() {
    ConsumerRecord<byte[], byte[]> victim = passed(record -> true);

    AuditReport report =
        audit(system.withAccepted(records -> records.remove(index(records, victim))));

    assertThat(only(report, victim).found()).isEqualTo("no outcome");
  }

  @Test
  void aSecondOutcomeIsNamedWhereverItStands() {
    ConsumerRecord<byte[], byte[]> victim = passed(record -> true);

    AuditReport beside =
        audit(system.withAccepted(records -> records.add(index(records, victim), victim)));
    AuditReport atTheEnd = audit(system.withAccepted(records -> records.add(victim)));

    assertThat(only(beside, victim).found()).isEqualTo("accepted and accepted");
    assertThat(only(atTheEnd, victim).found()).startsWith("accepted, out of order");
  }

  @Test
  void anotherCodeOfARejectionIsNamed() {
    ConsumerRecord<byte[], byte[]> victim =
        find(
            system.read(AuditedSystem.TOPICS.rejected()),
            record -> rejection(record).code().equals(Refusal.REPLAYED.name()));
    Rejection real = rejection(victim);
    Rejection changed =
        new Rejection(
            real.channel(),
            Refusal.COUNTER_TOO_OLD,
            real.action(),
            real.epoch(),
            real.direction(),
            real.slot(),
            real.counter(),
            real.size(),
            real.logOffset());

    AuditReport report =
        audit(
            system.withRejected(records ->
                records.set(index(records, victim), with(victim, system.codec().encode(changed)))));

    assertThat(report.differences()).isEqualTo(1);
    Difference difference = report.found().getFirst();
    assertThat(difference.offset()).isEqualTo(real.logOffset());
    assertThat(difference.channel()).isEqualTo(real.channel());
    assertThat(difference.expected()).startsWith("rejected REPLAYED");
    assertThat(difference.found()).startsWith("rejected COUNTER_TOO_OLD");
  }

  @Test
  void aMissingEventIsNamed() {
    ConsumerRecord<byte[], byte[]> victim =
        find(
            system.read(AuditedSystem.TOPICS.accepted()),
            record -> LogOffset.read(record.headers()).isEmpty());

    AuditReport report =
        audit(system.withAccepted(records -> records.remove(index(records, victim))));

    assertThat(report.differences()).isEqualTo(1);
    assertThat(report.found().getFirst().channel()).isEqualTo(channel(victim));
    assertThat(report.found().getFirst().expected()).startsWith("Activated");
  }

  @Test
  void aPositionThatTheLogDoesNotImplyIsNamed() {
    ConsumerRecord<byte[], byte[]> victim =
        find(
            system.read(AuditedSystem.TOPICS.facts()),
            record ->
                fact(record) instanceof Fact.Position(var position, long covered)
                    && covered > STEPS / 4
                    && position.epoch() > 0);
    Fact.Position real = (Fact.Position) fact(victim);
    ChannelPosition told = real.position();
    Fact.Position changed =
        new Fact.Position(
            new ChannelPosition(
                told.channel(),
                told.epoch(),
                told.accepted() + 1,
                told.initiator(),
                told.responder()),
            real.covered());

    AuditReport report =
        audit(
            system.withFacts(records ->
                records.set(
                    index(records, victim), with(victim, system.codec().encodeFact(changed)))));

    assertThat(report.differences()).isEqualTo(1);
    Difference difference = report.found().getFirst();
    assertThat(difference.offset()).isEqualTo(real.covered());
    assertThat(difference.channel()).isEqualTo(told.channel());
    assertThat(difference.expected()).startsWith(told.accepted() + " accepted");
    assertThat(difference.found()).startsWith("fact: " + (told.accepted() + 1) + " accepted");
  }

  @Test
  void aBarrierBeforeWhichAChangeWasNotToldIsNamed() {
    List<ChannelId> silenced = new ArrayList<>();

    AuditReport report =
        audit(
            system.withFacts(records -> {
              ChannelId victim =
                  ((Fact.Position) fact(find(records, it -> fact(it) instanceof Fact.Position)))
                      .channel();
              silenced.add(victim);
              records.removeIf(it -> victim.equals(fact(it).channel()));
            }));

    assertThat(report.found())
        .isNotEmpty()
        .allSatisfy(difference -> {
          assertThat(difference.channel()).isEqualTo(silenced.getFirst());
          assertThat(difference.found()).isEqualTo("none");
        });
  }

  @Test
  void aChannelsLifeShowsEachOfItsRecords() {
    ChannelId channel = channel(passed(record -> true));
    long last =
        system.read(AuditedSystem.TOPICS.accepted()).stream()
            .filter(record -> channel.equals(channel(record)))
            .filter(record -> LogOffset.read(record.headers()).isPresent())
            .mapToLong(AuditTest::logOffset)
            .max()
            .orElseThrow();
    List<Moment> moments = new ArrayList<>();

    ChannelLife.replay(
        system.settings(AuditedSystem.TOPICS, new From.Earliest()), channel, last, moments::add);

    assertThat(moments.getLast().offset()).isEqualTo(last);
    assertThat(moments.stream().filter(it -> it.verdict() instanceof Verdict.Accepted))
        .hasSize(
            (int)
                system.read(AuditedSystem.TOPICS.accepted()).stream()
                    .filter(record -> channel.equals(channel(record)))
                    .filter(record -> LogOffset.read(record.headers()).isPresent())
                    .count());
    assertThat(moments.getLast().after()).isNotNull();
  }

  /** An accepted record from the middle of the run, behind the snapshot. */
  private static ConsumerRecord<byte[], byte[]> passed(
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    return find(
        system.read(AuditedSystem.TOPICS.accepted()),
        record ->
            LogOffset.read(record.headers()).orElse(0) > STEPS * 3 / 4 && wanted.test(record));
  }

  private static ConsumerRecord<byte[], byte[]> find(
      List<ConsumerRecord<byte[], byte[]>> records,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    return records.stream().filter(wanted).findFirst().orElseThrow();
  }

  private static int index(
      List<ConsumerRecord<byte[], byte[]>> records, ConsumerRecord<byte[], byte[]> wanted) {
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).partition() == wanted.partition()
          && records.get(i).offset() == wanted.offset()) {
        return i;
      }
    }
    throw new IllegalArgumentException("not there");
  }

  private static ConsumerRecord<byte[], byte[]> with(
      ConsumerRecord<byte[], byte[]> record, byte[] value) {
    Headers headers = record.headers();
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        TimestampType.CREATE_TIME,
        record.serializedKeySize(),
        value.length,
        record.key(),
        value,
        headers,
        record.leaderEpoch());
  }

  private static long logOffset(ConsumerRecord<byte[], byte[]> record) {
    return LogOffset.read(record.headers()).orElseThrow();
  }

  private static ChannelId channel(ConsumerRecord<byte[], byte[]> accepted) {
    return ChannelId.read(accepted.key(), 0);
  }

  private static Rejection rejection(ConsumerRecord<byte[], byte[]> record) {
    if (system.codec().decodeRejected(record.value())
        instanceof Decoded.Value<Rejection>(Rejection rejection)) {
      return rejection;
    }
    throw new IllegalStateException("a rejection does not decode");
  }

  private static Fact fact(ConsumerRecord<byte[], byte[]> record) {
    if (system.codec().decodeFact(record.value()) instanceof Decoded.Value<Fact>(Fact fact)) {
      return fact;
    }
    throw new IllegalStateException("a fact does not decode");
  }

  private static Difference only(AuditReport report, ConsumerRecord<byte[], byte[]> victim) {
    assertThat(report.found()).hasSize(1);
    Difference difference = report.found().getFirst();
    assertThat(difference.partition()).isEqualTo(victim.partition());
    assertThat(difference.offset()).isEqualTo(logOffset(victim));
    assertThat(difference.channel()).isEqualTo(channel(victim));
    return difference;
  }
}
