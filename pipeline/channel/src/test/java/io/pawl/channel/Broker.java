package io.pawl.channel;

import io.pawl.compose.broker.EmbeddedKafka;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker for all tests of this module; each test has topics of its own. */
record Broker(EmbeddedKafka kafka) implements AutoCloseable {
  /** Settings of a client. */
  Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @Override
  public void close() {
    kafka.close();
  }

  /** Gives the broker to tests that ask for it. */
  static final class Resolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Broker.class;
    }

    @Override
    public Broker resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(Broker.class, type -> new Broker(EmbeddedKafka.start()), Broker.class);
    }
  }
}
