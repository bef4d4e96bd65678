package io.pawl.load.chaos;

import io.pawl.stream.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** What the topics take on the broker's disk. */
final class TopicDisk implements AutoCloseable {
  /** Above the largest record, and far below what a run writes. */
  private static final String SEGMENT_BYTES = String.valueOf(2 << 20);

  /** In milliseconds: a few snapshots. */
  private static final String OUTPUTS_KEPT = "30000";

  private static final String SOON = "5000";

  private final Admin admin;
  private final Topics topics;

  TopicDisk(Map<String, Object> client, Topics topics) {
    this.admin = Admin.create(client);
    this.topics = topics;
  }

  /** Lets the broker free within seconds what it would free within hours. */
  void freeSoon() throws InterruptedException {
    Map<ConfigResource, java.util.Collection<AlterConfigOp>> changes = new HashMap<>();
    for (String topic : List.of(topics.log(), topics.facts())) {
      changes.put(resource(topic), changes(Map.of()));
    }
    for (String topic : List.of(topics.accepted(), topics.rejected())) {
      changes.put(resource(topic), changes(Map.of(TopicConfig.RETENTION_MS_CONFIG, OUTPUTS_KEPT)));
    }
    changes.put(
        resource(topics.checkpoints()),
        changes(Map.of(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, SOON)));
    try {
      var _ = admin.incrementalAlterConfigs(changes).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topics cannot be set up: " + e.getMessage(), e);
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /** Small segments, and what else is given. */
  private static List<AlterConfigOp> changes(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, SEGMENT_BYTES);
    settings.put(TopicConfig.SEGMENT_MS_CONFIG, SOON);
    List<AlterConfigOp> changes = new ArrayList<>();
    settings.forEach((key, value) ->
        changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
    return changes;
  }

  /** Bytes on disk, by what a topic is for: log, facts, checkpoints, accepted, rejected. */
  Map<String, Long> bytes() throws InterruptedException {
    Map<String, String> names =
        Map.of(
            topics.log(), "log",
            topics.facts(), "facts",
            topics.checkpoints(), "checkpoints",
            topics.accepted(), "accepted",
            topics.rejected(), "rejected");
    Map<String, Long> bytes = new TreeMap<>();
    try {
      int broker = admin.describeCluster().controller().get().id();
      admin
          .describeLogDirs(List.of(broker))
          .allDescriptions()
          .get()
          .getOrDefault(broker, Map.of())
          .values()
          .forEach(folder ->
              folder
                  .replicaInfos()
                  .forEach((partition, replica) -> {
                    String name = names.get(partition.topic());
                    if (name != null) {
                      bytes.merge(name, replica.size(), Long::sum);
                    }
                  }));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell: " + e.getMessage(), e);
    }
    return bytes;
  }

  @Override
  public void close() {
    admin.close();
  }
}
