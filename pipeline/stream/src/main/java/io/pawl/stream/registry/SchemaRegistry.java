package io.pawl.stream.registry;

import java.util.Map;
import org.apache.avro.Schema;
import reactor.core.publisher.Mono;

/** Schemas by id. Nothing here blocks; errors are {@link RegistryException}s. */
public interface SchemaRegistry extends AutoCloseable {
  /** How the address of a registry in memory begins. */
  String MOCK = "mock://";

  /** How the address of a registry in a file begins. */
  String FILE = "file:/";

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
   * is {@code mock://scope}, in memory and shared by all that name the scope in this process;
   * {@code file:/path}, a file that the processes of one machine share; or one or more {@code http}
   * or {@code https} addresses, separated by commas, tried in turn. Also:
   *
   * <ul>
   *   <li>{@code basic.auth.credentials.source} ({@code USER_INFO} or {@code URL}) and {@code
   *       basic.auth.user.info}, or {@code bearer.auth.token};
   *   <li>{@code schema.registry.ssl.} with {@code truststore.} and {@code keystore.} each {@code
   *       location}, {@code password} and {@code type} (JKS, PKCS12; a truststore PEM too), and
   *       {@code key.password};
   *   <li>{@code http.connect.timeout.ms} (5,000) and {@code http.read.timeout.ms} (15,000), per
   *       registry;
   *   <li>{@code auto.register.schemas} (true): false if schemas are only to be found.
   * </ul>
   *
   * @throws IllegalArgumentException if the configuration makes no sense, in one clear line
   */
  static SchemaRegistry connect(Map<String, String> config) {
    String url = config.getOrDefault(RegistrySettings.URL, "").strip();
    if (url.startsWith(MOCK)) {
      return MockRegistry.of(url.substring(MOCK.length()));
    }
    return url.startsWith(FILE)
        ? new FileRegistry(RegistrySettings.file(url))
        : new HttpRegistry(RegistrySettings.of(config));
  }
}
