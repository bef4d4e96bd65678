package io.pawl.load.scenario;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A report for a program: one JSON object with all its figures. */
final class LoadJson {
  private LoadJson() {}

  static String of(LoadReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("accounted", report.isSuccess());
    json.put("verdict", report.verdict());
    json.set("scenario", scenario(report.scenario()));
    json.put("seed", report.seed());
    json.put("at", report.at().toString());
    ObjectNode environment = json.putObject("environment");
    report.environment().forEach(environment::put);
    json.put("acceptedPerSecond", rounded(report.acceptedPerSecond()));
    json.set("latencyMillis", latency(report.latency()));
    ObjectNode sent = json.putObject("sent");
    sent.put("messages", report.sent().messages());
    sent.put("lostOnTheWay", report.sent().lost());
    sent.put("records", report.ledger().records());
    sent.put("loadLateMillis", rounded(report.sent().latestMillis()));
    ObjectNode verdicts = json.putObject("verdicts");
    report.verdicts().forEach(verdicts::put);
    ObjectNode account = json.putObject("account");
    account.put("lost", report.ledger().lost());
    account.put("doubled", report.ledger().doubled());
    account.put("wrong", report.ledger().wrong());
    account.put("invented", report.ledger().invented());
    var examples = account.putArray("examples");
    report.ledger().examples().forEach(examples::add);
    ObjectNode opening = json.putObject("opening");
    opening.put("accepted", report.opening().accepted());
    opening.put("opened", report.opening().opened());
    opening.put("unknown", report.opening().unknown());
    opening.put("failed", report.opening().failed());
    ObjectNode clients = json.putObject("clients");
    clients.put("clients", report.clients().clients());
    var storms = clients.putArray("stormMillis");
    report.clients().stormMillis().forEach(storms::add);
    clients.put("unfinished", report.clients().unfinished());
    clients.put("read", report.clients().read());
    clients.put("repeated", report.clients().repeated());
    var samples = json.putArray("samples");
    report.samples().forEach(sample -> samples.add(sample(sample)));
    return json.toString();
  }

  private static ObjectNode scenario(Scenario scenario) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", scenario.name());
    json.put("description", scenario.description());
    json.put("seconds", rounded(scenario.duration().toMillis() / 1e3));
    json.put("warmUpSeconds", rounded(scenario.warmUp().toMillis() / 1e3));
    json.put("channels", scenario.channels());
    json.put("drawn", scenario.drawn());
    json.put("rate", scenario.rate().toString());
    json.put("size", scenario.size().toString());
    scenario.shares().byName().forEach(json::put);
    json.put("hotChannel", scenario.hotChannel());
    json.put("clients", scenario.reconnects().clients());
    return json;
  }

  private static ObjectNode latency(Latency latency) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("count", latency.count());
    put(json, "p50", latency.p50());
    put(json, "p99", latency.p99());
    put(json, "p999", latency.p999());
    put(json, "most", latency.most());
    return json;
  }

  private static ObjectNode sample(Sample sample) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("second", rounded(sample.second()));
    json.put("due", rounded(sample.due()));
    json.put("accepted", rounded(sample.accepted()));
    json.put("refused", rounded(sample.refused()));
    json.set("latencyMillis", latency(sample.latency()));
    json.put("backlog", sample.backlog());
    putAll(json.putObject("cores"), sample.cores());
    putAll(json.putObject("heapMib"), sample.heapMib());
    putAll(json.putObject("pauseMillis"), sample.pauseMillis());
    return json;
  }

  private static void putAll(ObjectNode json, Map<String, Double> values) {
    values.forEach((name, value) -> put(json, name, value));
  }

  /** Null where nothing is known: JSON has no other word for it. */
  private static void put(ObjectNode json, String name, double value) {
    if (Double.isNaN(value)) {
      json.putNull(name);
    } else {
      json.put(name, rounded(value));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
