package io.pawl.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.pawl.ratchet.Bytes;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.Intake;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Outbox;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TransactionalSink;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * One lane of a processor, driven by hand: it can be killed between any two steps. What it commits
 * a twin that never stops takes too.
 */
final class DrivenLane implements AutoCloseable {
  private final Deployment deployment;
  private final TopicPartition log;
  private final long replayRecords;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final VerdictMetrics verdicts = new VerdictMetrics(meters);
  private final RecoveryMetrics recoveries = new RecoveryMetrics(meters);
  private final RatchetLane twin;
  private Duration patience = Deployment.PATIENCE;

  private TransactionalSink sink;
  private RatchetLane lane;
  private long next;

  /** Taken by the lane since its last commit. */
  private final List<ConsumerRecord<byte[], byte[]>> open = new ArrayList<>();

  private final List<Fact> openFacts = new ArrayList<>();
  private final List<List<Fact>> facts = new ArrayList<>();
  private final List<List<Fact>> twinsFacts = new ArrayList<>();

  private DrivenLane(Deployment deployment, int partition, long replayRecords) {
    this.deployment = deployment;
    this.log = new TopicPartition(deployment.topics().log(), partition);
    this.replayRecords = replayRecords;
    this.twin = newLane();
    this.sink = connect();
    this.lane = newLane();
  }

  /** Starts a lane, and its twin with it. */
  static DrivenLane start(Deployment deployment, int partition, long replayRecords) {
    DrivenLane driven = new DrivenLane(deployment, partition, replayRecords);
    driven.recover();
    return driven;
  }

  private RatchetLane newLane() {
    ProcessorSettings defaults = ProcessorSettings.of(deployment.client(), deployment.topics());
    return new RatchetLane(
        log,
        deployment.log(),
        new ProcessorSettings(
            deployment.client(),
            deployment.topics(),
            deployment.group(),
            defaults.lanes(),
            replayRecords,
            defaults.barrierEvery()),
        deployment.codec(),
        deployment.grantKeys(),
        new LaneReaders(deployment.client(), patience),
        verdicts,
        recoveries,
        new RecordTraces(ObservationRegistry.NOOP));
  }

  private TransactionalSink connect() {
    return TransactionalSink.connect(
        deployment.client(),
        deployment.group() + "." + log.topic() + "." + log.partition(),
        Deployment.PATIENCE);
  }

  private void recover() {
    recover(() -> {});
  }

  private void recover(Runnable meanwhile) {
    sink.initialise();
    next = lane.recover(committed(), meanwhile);
    lane.recovered(next, this::send);
    if (sink.open()) {
      commitOffset();
    }
  }

  private OptionalLong committed() {
    try (var offsets =
        CommittedOffsets.connect(deployment.client(), deployment.group(), Deployment.PATIENCE)) {
      return offsets.committed(log);
    }
  }

  /** Takes up to that many of the records that wait; none of it is committed. */
  void take(int count) {
    try (PartitionReader reader =
        PartitionReader.connect(
            deployment.client(), IsolationLevel.READ_UNCOMMITTED, Deployment.PATIENCE)) {
      reader.read(
          log, next, Math.min(next + count, reader.end(log)), chunk -> chunk.forEach(this::take));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    accept(lane, record, this::send);
    open.add(record);
    next = record.offset() + 1;
  }

  private static void accept(LaneWork work, ConsumerRecord<byte[], byte[]> record, Outbox out) {
    while (work.accept(record, out) instanceof Intake.Postponed postponed) {
      postponed.until().block(Deployment.PATIENCE);
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    sink.send(record);
    remember(record, openFacts);
  }

  private void remember(ProducerRecord<byte[], byte[]> record, List<Fact> to) {
    if (record.topic().equals(deployment.topics().facts())
        && deployment.codec().decodeFact(record.value()) instanceof Decoded.Value<Fact>(Fact fact)
        // After a recovery a barrier comes at once, whenever the last one was.
        && !(fact instanceof Fact.Barrier)) {
      to.add(fact);
    }
  }

  /** Commits what was taken. */
  void commit() {
    commit(false);
  }

  private void commit(boolean last) {
    lane.beforeCommit(next, last, this::send);
    commitOffset();
    List<Fact> told = new ArrayList<>();
    open.forEach(record -> accept(twin, record, sent -> remember(sent, told)));
    open.clear();
    twin.beforeCommit(next, last, sent -> remember(sent, told));
    twinsFacts.add(told);
  }

  private void commitOffset() {
    sink.commit(Map.of(log, new OffsetAndMetadata(next)), deployment.group());
    lane.committed();
    facts.add(List.copyOf(openFacts));
    openFacts.clear();
  }

  /** Ends it as a SIGKILL would, and starts it again. */
  void killAndRecover() {
    killAndRecover(() -> {});
  }

  /** The same; {@code meanwhile} runs after each chunk that the recovery reads. */
  void killAndRecover(Runnable meanwhile) {
    open.clear();
    openFacts.clear();
    sink.close();
    sink = connect();
    lane = newLane();
    recover(meanwhile);
  }

  /** Ends it in good order, and starts it again. */
  void restart() {
    commit(true);
    killAndRecover();
  }

  /** From the next recovery on, a silent broker is waited for so long. */
  void waitOnly(Duration patience) {
    this.patience = patience;
  }

  /** Takes and commits all that waits. */
  void work() {
    while (hasWork()) {
      take(1_000);
      commit();
    }
  }

  /** Records that wait. */
  boolean hasWork() {
    try (PartitionReader reader =
        PartitionReader.connect(
            deployment.client(), IsolationLevel.READ_UNCOMMITTED, Deployment.PATIENCE)) {
      return next < reader.end(log);
    }
  }

  /** The digest of the lane's state. */
  Bytes state() {
    return lane.stateBefore(next);
  }

  /** The digest of the twin's; comparable when nothing that the lane took is uncommitted. */
  Bytes twinsState() {
    return twin.stateBefore(next);
  }

  /** What each of the lane's transactions told, without barriers. */
  List<List<Fact>> facts() {
    return facts;
  }

  /** What the twin would have told. */
  List<List<Fact>> twinsFacts() {
    return twinsFacts;
  }

  /** How often that was counted. */
  double counted(String meter) {
    return meters.get(meter).counter().count();
  }

  @Override
  public void close() {
    sink.close();
  }
}
