package io.pawl.stream;

import io.pawl.compose.broker.EmbeddedKafka;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one broker that all classes of this module share; it closes after the last. */
final class BrokerExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(BrokerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestBroker.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var store = context.getRoot().getStore(HERE);
    EmbeddedKafka kafka =
        store.computeIfAbsent(EmbeddedKafka.class, _ -> TestBroker.start(), EmbeddedKafka.class);
    return new TestBroker(kafka.bootstrapServers());
  }
}
