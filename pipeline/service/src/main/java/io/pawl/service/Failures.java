package io.pawl.service;

import io.pawl.stream.BrokerUnavailable;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** What failures mean to whoever runs the service. */
final class Failures {
  /** A chain of causes may be a loop; no real one is this long. */
  private static final int MAX_CAUSES = 16;

  private Failures() {}

  /** Whether waiting cannot help: somebody must change something first. */
  static boolean isFinal(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (cause instanceof AuthenticationException
          || cause instanceof AuthorizationException
          || cause instanceof UnsupportedVersionException
          || (cause instanceof ConfigException && !isUnresolved(cause))) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Names of hosts may come up later than we do; Kafka calls that a wrong configuration. */
  private static boolean isUnresolved(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains("resolvable");
  }

  /** One line. */
  static String line(Throwable failure) {
    @Nullable Throwable cause = failure;
    // Kafka's outer exceptions say that something failed, and their causes what.
    if (failure instanceof KafkaException && !(failure instanceof BrokerUnavailable)) {
      cause = Objects.requireNonNullElse(failure.getCause(), failure);
    }
    String message = cause.getMessage();
    String text =
        message == null || message.isBlank() ? cause.getClass().getSimpleName() : message.strip();
    return text.replaceAll("\\s*[\\r\\n]+\\s*", "; ");
  }
}
