package io.pawl.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaFuture;

/** An administrative client, and what its answers mean. */
final class Administration implements AutoCloseable {
  private final Admin admin;
  private final String servers;
  private final Duration patience;

  private Administration(Admin admin, String servers, Duration patience) {
    this.admin = admin;
    this.servers = servers;
    this.patience = patience;
  }

  /**
   * Opens a client.
   *
   * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL)
   * @param patience how long one answer of the brokers is waited for
   * @throws BrokerUnavailable if {@code client} leads nowhere
   */
  static Administration connect(Map<String, Object> client, Duration patience) {
    var settings = new HashMap<>(client);
    int millis = (int) patience.toMillis();
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    return new Administration(
        Clients.reachable(client, () -> Admin.create(settings)), Clients.servers(client), patience);
  }

  Admin client() {
    return admin;
  }

  Duration patience() {
    return patience;
  }

  /** The answer to what was asked. */
  <T> T answer(KafkaFuture<T> asked) throws Refusal {
    try {
      return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new Refusal(Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      throw new Refusal(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(e);
    }
  }

  /**
   * The answer, where every refusal means that the brokers are not there for us.
   *
   * @throws BrokerUnavailable without one
   */
  <T> T require(KafkaFuture<T> asked) {
    try {
      return answer(asked);
    } catch (Refusal e) {
      throw unavailable(e.reason());
    }
  }

  BrokerUnavailable unavailable(Throwable reason) {
    boolean silent =
        reason instanceof TimeoutException
            || reason instanceof org.apache.kafka.common.errors.TimeoutException;
    return new BrokerUnavailable(
        silent
            ? "no Kafka broker answered at %s within %d ms".formatted(servers, patience.toMillis())
            : "the Kafka broker at %s refused: %s".formatted(servers, reason.getMessage()),
        reason);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  /** What a broker said instead of an answer. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Throwable reason;

    Refusal(Throwable reason) {
      super(reason);
      this.reason = reason;
    }

    Throwable reason() {
      return reason;
    }
  }
}
