package io.pawl.load.transactions;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.demo.Progress;
import io.pawl.load.BenchOptions;
import io.pawl.load.BrokerProcess;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pawl bench transactions}: what it costs to have one per lane, or one for all. */
@Command(
    name = "transactions",
    description =
        "Measure lanes that write as fast as they can: each with its own producer and transaction,"
            + " or all with one; commits every 100 ms; a broker in its own JVM beside them.")
public final class TransactionsCommand implements Callable<Integer> {
  private static final int ROUNDS = 3;
  private static final int BYTES = 600;
  private static final int MAX_LANES = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration MEASURED = Duration.ofSeconds(6);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Lanes, each with a partition. Default: ${DEFAULT-VALUE}.")
  private int lanes = 4;

  @Mixin private BenchOptions bench = new BenchOptions();

  @Override
  public Integer call() throws Exception {
    bench.require("--lanes", lanes, 1, MAX_LANES);
    return bench.run(this::measure, this::toJson, TransactionsCommand::toTable);
  }

  private Map<Sharing, LaneTraffic.Result> measure(Progress progress)
      throws InterruptedException, ExecutionException {
    try (BrokerProcess broker =
        BrokerProcess.start(
            BrokerSettings.temporary().with("log.segment.delete.delay.ms", "1000"))) {
      return measure(broker, progress);
    }
  }

  private Map<Sharing, LaneTraffic.Result> measure(BrokerProcess broker, Progress progress)
      throws InterruptedException, ExecutionException {
    Map<Sharing, List<LaneTraffic.Result>> results = new EnumMap<>(Sharing.class);
    try (Admin admin = Admin.create(broker.client())) {
      for (int round = 0; round < ROUNDS; round++) {
        for (Sharing sharing : Sharing.values()) {
          progress.stage("round %d of %d: %s".formatted(round + 1, ROUNDS, sharing.key()));
          Topics topics = Topics.of(sharing.id() + "-" + round);
          create(broker, topics);
          results
              .computeIfAbsent(sharing, _ -> new ArrayList<>())
              .add(
                  new LaneTraffic(broker.client(), topics.accepted(), lanes, BYTES)
                      .run(sharing, WARM_UP, MEASURED));
          var _ = admin.deleteTopics(topics.all()).all().get();
        }
      }
    }
    Map<Sharing, LaneTraffic.Result> medians = new EnumMap<>(Sharing.class);
    results.forEach((sharing, all) -> medians.put(sharing, median(all)));
    return medians;
  }

  /** The processor's own topics, and serving: one that does not yet would refuse first batches. */
  private void create(BrokerProcess broker, Topics topics) {
    try (TopicAdmin admin = TopicAdmin.connect(broker.client(), PATIENCE)) {
      var _ = admin.ensure(topics, lanes, (short) 1);
    }
  }

  /** The round whose rate is in the middle. */
  private static LaneTraffic.Result median(List<LaneTraffic.Result> results) {
    return results.stream()
        .sorted(Comparator.comparingDouble(LaneTraffic.Result::perSecond))
        .toList()
        .get(results.size() / 2);
  }

  private String toJson(Map<Sharing, LaneTraffic.Result> medians) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("lanes", lanes);
    medians.forEach((sharing, result) -> {
      ObjectNode one = root.putObject(sharing.key());
      one.put("perSecond", Math.round(result.perSecond()));
      one.put("cpuSecondsPerMillion", Math.round(result.cpuSecondsPerMillion() * 100) / 100.0);
      ObjectNode commit = one.putObject("commitMillis");
      commit.put("p50", Math.round(result.p50Millis() * 10) / 10.0);
      commit.put("p99", Math.round(result.p99Millis() * 10) / 10.0);
    });
    return root.toString();
  }

  private static String toTable(Map<Sharing, LaneTraffic.Result> medians) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%-12s %10s %14s %14s %14s",
            "",
            "records/s",
            "CPU s/million",
            "commit p50 ms",
            "commit p99 ms"));
    medians.forEach((sharing, result) ->
        table.append(
            String.format(
                Locale.ROOT,
                "%n%-12s %,10.0f %14.2f %14.1f %14.1f",
                sharing.key(),
                result.perSecond(),
                result.cpuSecondsPerMillion(),
                result.p50Millis(),
                result.p99Millis())));
    return table.toString();
  }
}
