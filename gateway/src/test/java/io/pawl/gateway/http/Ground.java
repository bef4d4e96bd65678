package io.pawl.gateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.channel.ChannelClient;
import io.pawl.channel.ClientSettings;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.gateway.Gateway;
import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.GatewaySettings;
import io.pawl.processor.ProcessorSettings;
import io.pawl.processor.RatchetProcessor;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Secret;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Topics on the shared broker, a registry and a processor, for the gateways of a test class. */
public final class Ground implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(60);
  static final int PARTITIONS = 4;

  private final Map<String, Object> client;
  private final Topics topics = Topics.of("test-" + UUID.randomUUID());
  private final SchemaRegistry registry;
  private final Codec codec;
  private final Bytes processorsKey;
  private final RatchetProcessor processor;
  private final MeterRegistry meters = new SimpleMeterRegistry();

  public Ground() {
    client = KafkaFixture.shared().client();
    LogIdentity log;
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      log = admin.ensure(topics, PARTITIONS, (short) 1);
    }
    registry = SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
    AgreementKey key = AgreementKey.of(Secret.owning(new byte[32]));
    processorsKey = key.publicKey();
    processor =
        new RatchetProcessor(
            ProcessorSettings.of(client, topics), log, codec, GrantKeys.of(List.of(key)), meters);
  }

  /** For another process: bootstrap servers, prefix of the topics, the processors' key. */
  public List<String> address() {
    return List.of(
        String.valueOf(client.get("bootstrap.servers")),
        topics.log().replaceFirst("\\.log$", ""),
        processorsKey.toHex());
  }

  /** A client of channels, to be closed. */
  public ChannelClient client() {
    return ChannelClient.connect(
        ClientSettings.of(client, topics, processorsKey), codec, new SimpleMeterRegistry());
  }

  /** A gateway with that folder, ready. */
  HttpGateway gateway(Path folder) {
    return gateway(folder, GatewayLimits.DEFAULT);
  }

  HttpGateway gateway(Path folder, GatewayLimits limits) {
    return HttpGateway.start(settings(folder).with(limits), codec, meters, Clock.systemUTC())
        .awaitReady(PATIENCE);
  }

  /** One that nobody can ask yet. */
  public Gateway unlistening(Path folder) {
    Gateway gateway = beginning(folder);
    gateway.ready().block(PATIENCE);
    return gateway;
  }

  /** The same, whose apps may not be back yet. */
  public Gateway beginning(Path folder) {
    return Gateway.start(settings(folder), codec, meters, Clock.systemUTC());
  }

  private GatewaySettings settings(Path folder) {
    return GatewaySettings.of(client, topics, processorsKey, folder);
  }

  Codec codec() {
    return codec;
  }

  MeterRegistry meters() {
    return meters;
  }

  static String credential(Path folder) {
    try {
      return Files.readString(folder.resolve("administration.credential")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processor.close();
    registry.close();
  }
}
