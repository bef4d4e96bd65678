package io.pawl.load.scenario;

import io.pawl.compose.CommandFailure;
import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A system that runs already, somewhere: of its processes nothing is known. */
final class GivenSystem implements LoadedSystem {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Object> client;
  private final Topics topics;
  private final SchemaRegistry registry;
  private final LogIdentity log;
  private final Codec codec;
  private final Bytes processorsKey;
  private final GrantKeys keys;

  /**
   * Connects.
   *
   * @throws CommandFailure if the keys cannot be used
   */
  GivenSystem(GivenOptions options) throws IOException {
    this.client = options.client();
    this.topics = Topics.of(options.prefix());
    try {
      List<AgreementKey> own = PrivateKeys.read(options.keys());
      this.processorsKey = own.getFirst().publicKey();
      this.keys = GrantKeys.of(own);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "%s holds no processors' private keys: %s".formatted(options.keys(), e.getMessage()), e);
    }
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      this.log = admin.validate(topics);
    }
    this.registry =
        SchemaRegistry.connect(
            Map.of(
                "schema.registry.url",
                options.registry(),
                // They are there if anything is.
                "auto.register.schemas",
                "false"));
    this.codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
  }

  @Override
  public Map<String, Object> client() {
    return client;
  }

  @Override
  public Topics topics() {
    return topics;
  }

  @Override
  public LogIdentity log() {
    return log;
  }

  @Override
  public Codec codec() {
    return codec;
  }

  @Override
  public GrantKeys keys() {
    return keys;
  }

  @Override
  public Bytes processorsKey() {
    return processorsKey;
  }

  @Override
  public void startServices() {
    // They run.
  }

  @Override
  public boolean isOurs() {
    return false;
  }

  @Override
  public Map<String, Supplier<Duration>> cpu() {
    return Map.of();
  }

  @Override
  public Map<String, URI> metrics() {
    return Map.of();
  }

  @Override
  public Map<String, String> described() {
    return Map.of("system", "it ran already; its processes are not known here");
  }

  @Override
  public void close() {
    registry.close();
  }
}
