package io.pawl.load.processor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.compose.CommandFailure;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.demo.Progress;
import io.pawl.load.BrokerProcess;
import io.pawl.load.JavaProcess;
import io.pawl.load.traffic.CheckpointedState;
import io.pawl.ratchet.DrawnChannels;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.codec.LogIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The whole benchmark: one broker, one state, recovered again and again; then a replay. */
final class RecoveryBench {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final short REPLICATION = 1;

  /** Channels that are written to, and so replayed; the others are silent. */
  private static final int BUSY_CHANNELS = 1_000;

  private static final int BYTES = 512;

  /** Of a channel in the heap while a recovery is under way, generously. */
  private static final long CHANNEL_HEAP = 1_500;

  private static final long HEAP_MIB = 700;

  /** Times the replay's envelopes: with the defaults more than a million. */
  private static final int UNFOLDED_FILLINGS = 2;

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int channels;
  private final int rounds;
  private final Load load;
  private final Progress progress;

  /**
   * Prepares it.
   *
   * @param channels in all
   * @param replayed envelopes, at least
   */
  RecoveryBench(int channels, int partitions, int replayed, int rounds, Progress progress) {
    this.channels = channels;
    this.rounds = rounds;
    this.load = Load.ofAll(replayed, BYTES, Math.min(channels, BUSY_CHANNELS), partitions);
    this.progress = progress;
  }

  RecoveryReport run() throws InterruptedException {
    progress.stage("starting the broker");
    try (BrokerProcess broker = BrokerProcess.start(BrokerSettings.temporary())) {
      Run run = new Run("recovery", "recovery.log", broker.bootstrapServers(), Path.of(""));
      LogIdentity log;
      try (TopicAdmin admin = TopicAdmin.connect(run.client(), PATIENCE)) {
        log = admin.ensure(run.topics(), load.partitions(), REPLICATION);
      }
      progress.stage("opening %,d channels".formatted(load.channels()));
      List<List<Peers>> opened = Peers.open(load);
      try (CheckpointedState state =
              new CheckpointedState(
                  run.client(), run.topics(), log, run.codec(), Peers.grantKeys());
          LogLoader loader = new LogLoader(run.client(), run.log(), load, run.codec(), opened)) {
        loader.open();
        state.commit(run.group(), write(state, run, opened));
        progress.stage("recovering");
        List<RecoveringProcessor.Taken> recoveries = recover(run, rounds);
        progress.stage("writing %,d envelopes".formatted(replayed()));
        loader.fill();
        state.commit(run.group(), ends(run));
        progress.stage("replaying");
        RecoveringProcessor.Taken replay = recover(run, 1).getFirst();
        progress.stage("judging %,d envelopes without a sink".formatted(unfolded()));
        judge(run, loader);
        progress.stage("recovering without a sink");
        RecoveringProcessor.Taken unfolded = recover(run, 1).getFirst();
        return new RecoveryReport(
            total(),
            load.partitions(),
            state.records(),
            state.bytes(),
            recoveries,
            replayed(),
            replay,
            unfolded(),
            unfolded);
      }
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> write(
      CheckpointedState state, Run run, List<List<Peers>> opened) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (int partition = 0; partition < load.partitions(); partition++) {
      progress.stage(
          "writing checkpoints of partition %d of %d".formatted(partition + 1, load.partitions()));
      List<Peers> here = opened.get(partition);
      List<LogRecord> openings = here.stream().flatMap(peers -> peers.opening().stream()).toList();
      DrawnChannels drawn =
          new DrawnChannels(partition, Peers.grantKeys(), Peers.processorsKey().publicKey());
      int number = partition;
      long next =
          state.write(
              partition,
              openings,
              Stream.generate(() -> drawn.next(number, load.partitions()))
                  .limit(perPartition() - here.size()));
      offsets.put(new TopicPartition(run.log(), partition), new OffsetAndMetadata(next));
    }
    return offsets;
  }

  private int perPartition() {
    return Math.max(
        load.channelsPerPartition(), (channels + load.partitions() - 1) / load.partitions());
  }

  private int total() {
    return perPartition() * load.partitions();
  }

  private long replayed() {
    return load.envelopesPerPartition() * load.partitions();
  }

  /** Envelopes whose facts nobody folds. */
  private long unfolded() {
    return UNFOLDED_FILLINGS * replayed();
  }

  /** Lets a processor work off more of the log, with no sink to fold its facts, and kills it. */
  private void judge(Run run, LogLoader loader) throws InterruptedException {
    try (JavaProcess processor = start(run, 1);
        CommittedOffsets offsets = CommittedOffsets.connect(run.client(), run.group(), PATIENCE)) {
      var _ = processor.line(PATIENCE);
      for (int i = 0; i < UNFOLDED_FILLINGS; i++) {
        loader.fill();
      }
      for (Map.Entry<TopicPartition, OffsetAndMetadata> end : ends(run).entrySet()) {
        while (offsets.committed(end.getKey()).orElse(0) < end.getValue().offset()) {
          processor.requireAlive();
          Thread.sleep(LOOK);
        }
      }
      processor.kill();
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> ends(Run run) {
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    try (PartitionReader reader =
        PartitionReader.connect(run.client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE)) {
      for (TopicPartition partition : reader.partitions(run.log())) {
        ends.put(partition, new OffsetAndMetadata(reader.end(partition)));
      }
    }
    return ends;
  }

  private JavaProcess start(Run run, int times) {
    List<String> arguments = new ArrayList<>(run.arguments());
    arguments.add(Integer.toString(times));
    long heap = HEAP_MIB + ((total() * CHANNEL_HEAP) >> 20);
    return JavaProcess.start(
        "the processor",
        RecoveringProcessor.class,
        List.of("-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:+UseParallelGC"),
        arguments);
  }

  private List<RecoveringProcessor.Taken> recover(Run run, int times) throws InterruptedException {
    try (JavaProcess process = start(run, times)) {
      List<RecoveringProcessor.Taken> taken = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        taken.add(JSON.readValue(process.line(PATIENCE), RecoveringProcessor.Taken.class));
      }
      return taken;
    } catch (JsonProcessingException e) {
      throw new CommandFailure("the processor said something else: " + e.getMessage(), e);
    }
  }
}
