package io.pawl.compose;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.BrokerNotAvailableException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a failure means to whoever typed the command: one line, whatever was thrown. */
final class Explanation {
  /** A chain of causes may be a loop; no real one is this long. */
  private static final int MAX_CAUSES = 32;

  private Explanation() {}

  /** Explains {@code failure} by the first of it and its causes that says something to a user. */
  static String of(Throwable failure) {
    List<Throwable> causes = causes(failure);
    for (Throwable cause : causes) {
      String known = known(cause);
      if (known != null) {
        return oneLine(known);
      }
    }
    return oneLine(unknown(causes));
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && causes.size() < MAX_CAUSES;
        cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  private static @Nullable String known(Throwable cause) {
    String message = message(cause);
    return switch (cause) {
      // Our own exceptions are written to be read.
      case Exception e when e.getClass().getName().startsWith("io.pawl.") -> message;
      case NoSuchFileException e -> "no such file: " + e.getFile();
      case AccessDeniedException e -> "not allowed to read or write " + e.getFile();
      case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
      case BindException e -> "the address or port is taken: " + message;
      case ConnectException e -> "cannot connect: " + message;
      case UnknownHostException e -> "unknown host: " + message;
      case UnresolvedAddressException e -> "unknown host";
      case TimeoutException e -> "no answer from the Kafka broker: " + message;
      case DisconnectException e -> "the Kafka broker closed the connection: " + message;
      case BrokerNotAvailableException e -> "the Kafka broker is not available: " + message;
      case AuthenticationException e -> "the Kafka broker refused the login: " + message;
      case AuthorizationException e -> "the Kafka broker does not allow this: " + message;
      case ConfigException e -> "a Kafka setting is wrong: " + message;
      case InterruptedException e -> "interrupted";
      case InterruptException e -> "interrupted";
      case OutOfMemoryError e ->
          "out of memory (" + message + "); PAWL_JAVA_OPTS=-Xmx2g gives it more";
      default -> null;
    };
  }

  /** What the outermost says and what the root says, without those that only wrap. */
  private static String unknown(List<Throwable> causes) {
    List<Throwable> telling = causes.stream().filter(cause -> !isWrapper(cause)).toList();
    if (telling.isEmpty()) {
      return message(causes.getLast());
    }
    String first = message(telling.getFirst());
    String last = message(telling.getLast());
    return first.contains(last) ? first : first + ": " + last;
  }

  private static boolean isWrapper(Throwable cause) {
    Throwable wrapped = cause.getCause();
    return wrapped != null
        && (cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause instanceof UncheckedIOException
            || cause instanceof InvocationTargetException
            || cause.getMessage() == null
            || wrapped.toString().equals(cause.getMessage()));
  }

  private static String message(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
  }
}
