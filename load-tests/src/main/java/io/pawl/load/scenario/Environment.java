package io.pawl.load.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;

/** What a run runs on, for a person. */
final class Environment {
  private Environment() {}

  static Map<String, String> of(LoadedSystem system) {
    Map<String, String> all = new LinkedHashMap<>();
    Runtime runtime = Runtime.getRuntime();
    all.put("cores", Integer.toString(runtime.availableProcessors()));
    all.put("machine", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    all.put(
        "JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    all.put("Kafka's clients", AppInfoParser.getVersion());
    all.put("partitions", Integer.toString(system.log().partitions()));
    all.putAll(system.described());
    all.put("load", "this process, -Xmx%dm".formatted(runtime.maxMemory() >> 20));
    return all;
  }
}
