package io.pawl.compose.docs;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pawl.channel.ChannelClient;
import io.pawl.channel.ClientSettings;
import io.pawl.checkpoint.service.SinkApplication;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.gateway.http.HttpGateway;
import io.pawl.gateway.service.GatewayApplication;
import io.pawl.processor.service.ProcessorApplication;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Secret;
import io.pawl.service.RunningService;
import io.pawl.service.Service;
import io.pawl.service.Stage;
import io.pawl.stream.LaneState;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Everything that counts, running: a processor, a sink, a gateway, and a peer's client. */
final class Exporters implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;
  private static final int KEY_LENGTH = 32;

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final String scope = UUID.randomUUID().toString();
  private final EmbeddedKafka broker;
  private final RunningService processor;
  private final RunningService sink;
  private final RunningService gateway;
  private final PrometheusMeterRegistry peers =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private Exporters() throws IOException {
    Path keys = Files.createTempFile("pawl", ".keys");
    keep(() -> Files.delete(keys));
    Files.writeString(keys, Base64.getEncoder().encodeToString(new byte[KEY_LENGTH]));
    broker = keep(EmbeddedKafka.start());
    processor = start(new ProcessorApplication(), List.of("--pawl.private-keys-file=" + keys));
    sink = start(new SinkApplication(), List.of());
    // Some meters are of lanes that have recovered.
    await().atMost(PATIENCE).until(() -> allLive(processor) && allLive(sink));
    gateway = startGateway();
    Topics topics = Topics.of("test");
    SchemaRegistry registry =
        keep(SchemaRegistry.connect(Map.of("schema.registry.url", SchemaRegistry.MOCK + scope)));
    keep(
        ChannelClient.connect(
            ClientSettings.of(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                topics,
                AgreementKey.of(Secret.owning(new byte[KEY_LENGTH])).publicKey()),
            Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow(),
            peers));
  }

  /** Starts them once for all tests that ask for them; they end with the last test. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Exporters.class;
    }

    @Override
    public Exporters resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(Exporters.class))
          .computeIfAbsent(Exporters.class, type -> start(), Exporters.class);
    }
  }

  private static Exporters start() {
    try {
      return new Exporters();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    started.push(part);
    return part;
  }

  private RunningService start(Service service, List<String> more) {
    RunningService running =
        keep(
            RunningService.start(
                service,
                Stream.concat(
                        Stream.of(
                            "--pawl.kafka.bootstrap.servers=" + broker.bootstrapServers(),
                            "--pawl.registry.url=" + SchemaRegistry.MOCK + scope,
                            "--pawl.topics.prefix=test",
                            "--pawl.topics.create=true",
                            "--pawl.topics.partitions=" + PARTITIONS,
                            "--pawl.topics.replication-factor=1",
                            "--pawl.http.port=0"),
                        more.stream())
                    .toList()));
    return running;
  }

  private RunningService startGateway() throws IOException {
    Path folder = Files.createTempDirectory("pawl");
    keep(() -> deleteAll(folder));
    byte[] processors = AgreementKey.of(Secret.owning(new byte[KEY_LENGTH])).publicKey().toArray();
    RunningService running =
        start(
            new GatewayApplication(),
            List.of(
                "--pawl.folder=" + folder,
                "--pawl.processors-key=" + Base64.getEncoder().encodeToString(processors),
                "--pawl.apps.address=127.0.0.1",
                "--pawl.apps.port=0",
                "--pawl.administration.port=0"));
    await().atMost(PATIENCE).until(() -> isServing(running));
    return running;
  }

  private static boolean isServing(RunningService service) {
    return service.stage() instanceof Stage.Running(var core) && core.joined();
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static boolean allLive(RunningService service) {
    return service.stage() instanceof Stage.Running(var core)
        && core.states().size() == PARTITIONS
        && core.states().values().stream().allMatch(LaneState.Live.class::isInstance);
  }

  /** Names of the processor's own meters, as Micrometer has them. */
  Set<String> processorMeters() {
    return names(processor.meters());
  }

  /** Names of the sink's own meters. */
  Set<String> sinkMeters() {
    return names(sink.meters());
  }

  /**
   * Names of the gateway's own meters, without those of its peers; some exist only once somebody
   * has asked it something.
   */
  Set<String> gatewayMeters() throws IOException, InterruptedException {
    askTheGateway();
    Set<String> names = names(gateway.meters());
    names.removeIf(name -> name.startsWith("pawl.channel."));
    return names;
  }

  private void askTheGateway() throws IOException, InterruptedException {
    if (gateway.stage() instanceof Stage.Running(HttpGateway http)) {
      read(http.apps(), "/nothing");
    }
  }

  /** Names of a peer's meters. */
  Set<String> peerMeters() {
    return names(peers);
  }

  private static Set<String> names(MeterRegistry meters) {
    return meters.getMeters().stream()
        .map(Meter::getId)
        .map(Meter.Id::getName)
        .filter(name -> name.startsWith("pawl."))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What Prometheus gets to read of all of them. */
  Scrape scrape() throws IOException, InterruptedException {
    // What a service counts of HTTP begins with its first request.
    read(processor.uri());
    askTheGateway();
    return Scrape.of(read(processor.uri()), read(sink.uri()), read(gateway.uri()), peers.scrape());
  }

  private static String read(URI service) throws IOException, InterruptedException {
    return read(service, "/actuator/prometheus");
  }

  private static String read(URI service, String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(service.resolve(path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a part did not end in order", e);
      }
    }
  }
}
