package io.pawl.compose.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.checkpoint.service.SinkApplication;
import io.pawl.compose.CommandRun;
import io.pawl.gateway.http.HttpGateway;
import io.pawl.gateway.service.GatewayApplication;
import io.pawl.processor.service.ProcessorApplication;
import io.pawl.service.RunningService;
import io.pawl.service.Service;
import io.pawl.service.Stage;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneState;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A processor, a sink and a gateway as services, and apps that talk over them. */
public final class Deployment implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARTITIONS = 2;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The services, by the names that they have with the brokers. */
  public static final String PROCESSOR = "processor";

  public static final String SINK = "sink";
  public static final String PEER = "peer";

  private final Map<String, RunningService> running = new HashMap<>();
  private final String registry = SchemaRegistry.MOCK + UUID.randomUUID();
  private final Path folder;
  private final UnaryOperator<String> files;
  private Path gatewaysFolder;

  /**
   * Makes the topics.
   *
   * @param administrator a client that may create them
   * @param files the settings of each service, as YAML, by its name
   */
  public Deployment(Path folder, Map<String, Object> administrator, UnaryOperator<String> files) {
    this.folder = folder;
    this.files = files;
    this.gatewaysFolder = folder.resolve("gateway");
    try (TopicAdmin admin = TopicAdmin.connect(administrator, PATIENCE)) {
      admin.ensure(Topics.of(Topics.DEFAULT_PREFIX), PARTITIONS, (short) 1);
    }
  }

  /** Makes a private key of the processors in {@code file}, and gives the public one. */
  public static String makeKey(Path file) {
    String made = CommandRun.of("keys", file.toString()).out();
    return made.lines().toList().getLast().replaceFirst("public key +", "");
  }

  /**
   * Starts a processor and a gateway, where alice and bob have talked.
   *
   * @param privateKeys where the processors' new key goes
   * @return its public half
   */
  String begin(Path privateKeys) throws Exception {
    String publicKey = makeKey(privateKeys);
    startProcessor(privateKeys);
    startGateway(publicKey);
    register("alice");
    register("bob");
    talk("before");
    return publicKey;
  }

  /** Starts the processor, and ends the one before; it is live when this returns. */
  public void startProcessor(Path privateKeys) throws IOException {
    LaneOwner lanes = beginProcessor(privateKeys);
    await()
        .atMost(PATIENCE)
        .until(() ->
            lanes.states().size() == PARTITIONS
                && lanes.states().values().stream().allMatch(LaneState.Live.class::isInstance));
  }

  /** Starts the processor, and ends the one before; its lanes may stop. */
  public LaneOwner beginProcessor(Path privateKeys) throws IOException {
    return start(
        new ProcessorApplication(),
        PROCESSOR,
        "--pawl.private-keys-file=" + privateKeys,
        // So that there is something to fold, and to collect.
        "--pawl.replay-records=1",
        "--pawl.barrier-every=1ms");
  }

  /** Starts the sink. */
  public void startSink() throws IOException {
    start(new SinkApplication(), SINK, "--pawl.retain.time=0s");
  }

  /** Starts the gateway, and ends the one before; it answers when this returns. */
  public void startGateway(String processorsKey) throws IOException {
    LaneOwner gateway =
        start(
            new GatewayApplication(),
            PEER,
            "--pawl.folder=" + gatewaysFolder(),
            "--pawl.processors-key=" + processorsKey,
            "--pawl.apps.address=127.0.0.1",
            "--pawl.apps.port=0",
            "--pawl.administration.port=0");
    ((HttpGateway) gateway).awaitReady(PATIENCE);
  }

  /** Where its schemas are. */
  public String registry() {
    return registry;
  }

  /** Where the gateway keeps its apps. */
  Path gatewaysFolder() {
    return gatewaysFolder;
  }

  /** From its next start on the gateway keeps its apps there. */
  void moveGateway(Path elsewhere) {
    gatewaysFolder = elsewhere;
  }

  private LaneOwner start(Service service, String name, String... more) throws IOException {
    stop(name);
    Path config = folder.resolve(name + ".yaml");
    Files.writeString(config, files.apply(name));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--config",
                config.toString(),
                "--pawl.registry.url=" + registry,
                "--pawl.http.port=0"));
    arguments.addAll(List.of(more));
    RunningService begun = RunningService.start(service, arguments);
    running.put(name, begun);
    await().atMost(PATIENCE).until(() -> !(begun.stage() instanceof Stage.Starting));
    assertThat(begun.stage()).isInstanceOf(Stage.Running.class);
    return ((Stage.Running) begun.stage()).core();
  }

  /** Ends a service in order, if it runs. */
  public void stop(String name) {
    RunningService ending = running.remove(name);
    if (ending != null) {
      ending.close();
    }
  }

  private RunningService running(String name) {
    RunningService service = running.get(name);
    if (service == null) {
      throw new IllegalStateException(name + " does not run");
    }
    return service;
  }

  private HttpGateway gateway() {
    return (HttpGateway) ((Stage.Running) running(PEER).stage()).core();
  }

  /** Registers an app under the credential that is in the gateway's folder. */
  public void register(String name) throws IOException {
    app(
            name,
            "--register",
            name,
            "--credential",
            gatewaysFolder().resolve("administration.credential").toString())
        .json();
  }

  /** Has alice send these lines to bob, who receives them. */
  public void talk(String... lines) throws Exception {
    var receiving =
        CompletableFuture.supplyAsync(
            () -> app("bob", "--accept", "--receive", String.valueOf(lines.length)));
    JsonNode sent = send(lines);
    JsonNode received = receiving.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).json();

    assertThat(sent.path("sent").asInt()).isEqualTo(lines.length);
    assertThat(received.path("received").asInt()).isEqualTo(lines.length);
  }

  /** Has alice send these lines to bob, who need not be there. */
  JsonNode send(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("lines"), List.of(lines));
    return app("alice", "--open", "bob", "--send", file.toString()).json();
  }

  /** What bob receives, so many lines. */
  List<String> receive(int lines) {
    CommandRun run = app("bob", false, "--accept", "--receive", String.valueOf(lines));
    assertThat(run.status()).withFailMessage(run.err()).isZero();
    return run.out().lines().toList();
  }

  /** Runs {@code pawl app} as one of them. */
  CommandRun app(String name, String... more) {
    return app(name, true, more);
  }

  private CommandRun app(String name, boolean json, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "app",
                "--timeout",
                String.valueOf(PATIENCE.toSeconds()),
                "--identity",
                folder.resolve(name + ".id").toString(),
                "--gateway",
                gateway().apps().toString(),
                "--admin",
                gateway().administration().toString()));
    if (json) {
      arguments.add("--json");
    }
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  /** Has the sink take a snapshot of every partition. */
  public void snapshot() throws IOException {
    URI sink = running(SINK).uri();
    CommandRun.of("snapshot", "--json", "--sink", sink.toString()).json();
  }

  /** Has administration rekey all channels of the gateway for that reason, once at each end. */
  void rekey(String reason) throws Exception {
    String all = administration("GET", "/crypto/ratchets", "").body();
    for (JsonNode ratchet : new ObjectMapper().readTree(all).path("ratchets")) {
      String address =
          "/apps/%s/channels/%s/rekeys"
              .formatted(ratchet.path("app").asText(), ratchet.path("channel").asText());
      // STALE_EPOCH for as long as this end has not heard of the epoch that the other began.
      await()
          .atMost(PATIENCE)
          .until(
              () -> administration("POST", address, "{\"reason\":\"" + reason + "\"}"),
              answer -> answer.statusCode() == 200);
    }
  }

  private HttpResponse<String> administration(String method, String address, String body)
      throws Exception {
    String credential =
        Files.readString(gatewaysFolder().resolve("administration.credential")).strip();
    HttpRequest request =
        HttpRequest.newBuilder(gateway().administration().resolve(address))
            .header("Authorization", "Bearer " + credential)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Audits all that is retained, as {@code pawl audit} does. */
  public JsonNode audit(Map<String, Object> client, Path privateKeys) throws IOException {
    return audit(client, privateKeys, "earliest");
  }

  /**
   * Audits as {@code pawl audit} does.
   *
   * @param from where it begins
   */
  JsonNode audit(Map<String, Object> client, Path privateKeys, String from) throws IOException {
    var properties = new Properties();
    client.forEach((name, value) -> properties.setProperty(name, String.valueOf(value)));
    properties.setProperty("schema.registry.url", registry);
    Path config = folder.resolve("audit.properties");
    try (Writer writer = Files.newBufferedWriter(config)) {
      properties.store(writer, null);
    }
    return CommandRun.of(
            "audit",
            "--json",
            "--from",
            from,
            "--client-config",
            config.toString(),
            "--private-keys",
            privateKeys.toString())
        .json();
  }

  /** Ends everything, those first that the others serve. */
  @Override
  public void close() {
    List.of(PEER, SINK, PROCESSOR).forEach(this::stop);
  }
}
