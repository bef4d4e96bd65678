package io.pawl.load.scenario;

import io.pawl.load.process.Deployment;
import io.pawl.load.process.Group;
import io.pawl.load.process.Jvm;
import io.pawl.load.process.Jvms;
import io.pawl.load.process.RunningSystem;
import io.pawl.load.process.SinkOptions;
import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A system of the run's own: a broker, processors and a sink, each as a process as it is shipped.
 */
final class OwnSystem implements LoadedSystem {
  /** One that is lost leaves another: as few as a deployment should have. */
  private static final int PROCESSORS = 2;

  /** In megabytes, as the broker of the benchmarks has. */
  private static final int BROKER_HEAP = 1_024;

  /** In megabytes, as in {@code pawl bench processor}; what channels take comes on top. */
  private static final int PROCESSOR_HEAP = 512;

  /** In megabytes; a sink has less to do than a processor, and the same clients. */
  private static final int SINK_HEAP = 512;

  /**
   * Of a channel in the heap of a processor that has all of them, while it recovers; generously.
   */
  private static final long CHANNEL_HEAP = 1_500;

  /** As processors are shipped. */
  private static final long REPLAY_RECORDS = 100_000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final RunningSystem system;
  private final Jvms jvms;

  /**
   * Starts broker and registry; processors and sink come with {@link #startServices}.
   *
   * @param folder of the processes' data and output
   * @param channels that a processor must have room for
   */
  OwnSystem(Path folder, int channels, Consumer<String> news)
      throws IOException, InterruptedException {
    int room = (int) ((channels * CHANNEL_HEAP) >> 20);
    this.jvms =
        new Jvms(
            Jvm.serving(BROKER_HEAP),
            Jvm.serving(PROCESSOR_HEAP + room),
            Jvm.serving(SINK_HEAP + room / 2));
    this.system =
        new RunningSystem(
            folder,
            new Random(1),
            new RunningSystem.Setup(REPLAY_RECORDS, SinkOptions.SERVING, jvms, OwnSystem::freePort),
            news);
  }

  private static int freePort() {
    try {
      return Deployment.freePort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port of this machine is free", e);
    }
  }

  @Override
  public void startServices() throws InterruptedException {
    system.startServices(PROCESSORS);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (Group group = new Group(client(), ProcessorSettings.DEFAULT_GROUP)) {
      while (!group.hasSettled(PROCESSORS)) {
        system.processors().revive();
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              "the processors did not come up within " + PATIENCE.toMinutes() + " min");
        }
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }

  @Override
  public Map<String, Object> client() {
    return system.deployment().client();
  }

  @Override
  public Topics topics() {
    return system.topics();
  }

  @Override
  public LogIdentity log() {
    return system.log();
  }

  @Override
  public Codec codec() {
    return system.codec();
  }

  @Override
  public GrantKeys keys() {
    return system.keys();
  }

  @Override
  public Bytes processorsKey() {
    return system.key().publicKey();
  }

  @Override
  public boolean isOurs() {
    return true;
  }

  @Override
  public Map<String, Supplier<Duration>> cpu() {
    Map<String, Supplier<Duration>> all = new LinkedHashMap<>();
    all.put("broker", system.broker()::cpu);
    new TreeMap<>(system.processors().running())
        .forEach((name, child) -> all.put(name, child::cpu));
    return all;
  }

  @Override
  public Map<String, URI> metrics() {
    Map<String, URI> all = new LinkedHashMap<>();
    for (String name : new TreeMap<>(system.processors().running()).keySet()) {
      all.put(
          name,
          URI.create(
              "http://127.0.0.1:%d/actuator/prometheus".formatted(system.processors().port(name))));
    }
    return all;
  }

  @Override
  public Map<String, String> described() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("broker", jvms.broker().toString());
    all.put("%d processors, each".formatted(PROCESSORS), jvms.processor().toString());
    all.put("sink", jvms.sink().toString());
    return all;
  }

  @Override
  public void close() {
    system.close();
  }
}
