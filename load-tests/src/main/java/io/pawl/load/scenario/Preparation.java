package io.pawl.load.scenario;

import io.pawl.load.traffic.CheckpointedState;
import io.pawl.load.traffic.LogProducer;
import io.pawl.load.traffic.Pair;
import io.pawl.load.traffic.SharedLog;
import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.DrawnChannels;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes what a system of many channels has in its topics when its processors stopped: a channel or
 * a few in each partition that were opened in the log, and all others drawn, in checkpoints.
 */
final class Preparation {
  private final LoadedSystem system;
  private final DrawnChannels drawn;
  private final int channels;
  private final Consumer<String> news;
  private final List<List<LogRecord>> openings = new ArrayList<>();

  /**
   * @param drawn where channels come from
   * @param channels how many
   * @param news told what is being done, for people
   */
  Preparation(LoadedSystem system, DrawnChannels drawn, int channels, Consumer<String> news) {
    this.system = system;
    this.drawn = drawn;
    this.channels = channels;
    this.news = news;
    for (int i = 0; i < system.log().partitions(); i++) {
      openings.add(new ArrayList<>());
    }
  }

  /** Writes it, through the log that goes on afterwards. */
  void write(SharedLog log, LogProducer producer, SplittableRandom random)
      throws InterruptedException {
    while (openings.stream().anyMatch(List::isEmpty)) {
      Pair pair = Pair.open(random, approver -> Policy.DEFAULT, system.processorsKey(), log);
      openings.get(log.home(pair.channel())).addAll(List.of(pair.offer(), pair.lastAnswer()));
    }
    producer.flush();
    producer.check();
    int partitions = openings.size();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    try (CheckpointedState state =
        new CheckpointedState(
            system.client(), system.topics(), system.log(), system.codec(), system.keys())) {
      for (int i = 0; i < partitions; i++) {
        news.accept("writing checkpoints of partition %d of %d".formatted(i + 1, partitions));
        int partition = i;
        long next =
            state.write(
                i,
                openings.get(i),
                IntStream.range(0, channels)
                    .filter(number -> number % partitions == partition)
                    .mapToObj(number -> drawn.at(number, partitions).live()));
        offsets.put(new TopicPartition(system.topics().log(), i), new OffsetAndMetadata(next));
      }
      state.commit(ProcessorSettings.DEFAULT_GROUP, offsets);
    }
  }
}
