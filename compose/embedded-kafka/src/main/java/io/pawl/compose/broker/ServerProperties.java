package io.pawl.compose.broker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code server.properties} of a single node that is broker and controller in one. */
final class ServerProperties {
  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";
  static final String BROKER = "BROKER";

  private ServerProperties() {}

  static Map<String, String> of(BrokerSettings settings, Path data, int broker, int controller) {
    var all = new LinkedHashMap<String, String>();
    place(all, data, broker, controller);
    topics(all);
    footprint(all);
    pace(all);
    all.putAll(settings.overrides());
    return all;
  }

  private static void place(Map<String, String> all, Path data, int broker, int controller) {
    String loopback = EmbeddedKafka.LOOPBACK.getHostAddress();
    all.put("node.id", String.valueOf(NODE_ID));
    all.put("process.roles", "broker,controller");
    all.put(
        "listeners",
        "%s://%s:%d,%s://%s:%d"
            .formatted(BROKER, loopback, broker, CONTROLLER, loopback, controller));
    all.put("advertised.listeners", "%s://%s:%d".formatted(BROKER, loopback, broker));
    all.put("listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    all.put("inter.broker.listener.name", BROKER);
    all.put("controller.listener.names", CONTROLLER);
    all.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, loopback, controller));
    all.put("log.dirs", data.toString());
  }

  /** One node cannot replicate, and a topic that nobody created is a mistake. */
  private static void topics(Map<String, String> all) {
    String partitions = String.valueOf(BrokerSettings.PARTITIONS);
    all.put("auto.create.topics.enable", "false");
    all.put("num.partitions", partitions);
    all.put("default.replication.factor", "1");
    all.put("min.insync.replicas", "1");
    all.put("offsets.topic.num.partitions", partitions);
    all.put("offsets.topic.replication.factor", "1");
    all.put("transaction.state.log.num.partitions", partitions);
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
  }

  /** The broker shares its process, its memory and its cores with what it serves. */
  private static void footprint(Map<String, String> all) {
    // 128 MiB by default, taken at start; 8 MiB still index 300,000 keys in one pass of the
    // cleaner.
    all.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20));
    // Each segment maps two index files of this size; 1 MiB lets segments grow to 350 MiB.
    all.put("log.index.size.max.bytes", String.valueOf(1 << 20));
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("background.threads", "2");
    all.put("num.replica.fetchers", "1");
    all.put("group.coordinator.threads", "1");
    // No JMX: nobody asks, and names of a second broker in this process would collide.
    all.put("metric.reporters", "");
  }

  /** Nobody else joins later: nothing is worth waiting for. */
  private static void pace(Map<String, String> all) {
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("group.min.session.timeout.ms", "1000");
    all.put("broker.heartbeat.interval.ms", "500");
    // How long a broker that was killed keeps its successor on the same folder out.
    all.put("broker.session.timeout.ms", "6000");
  }
}
