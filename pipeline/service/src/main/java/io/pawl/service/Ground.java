package io.pawl.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import java.util.Map;

/**
 * What the core of a service stands on.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param topics which exist, with the right settings
 * @param log the log among them
 * @param codec of a registry that has answered
 * @param meters where metrics go
 * @param observations what traces are made of
 */
public record Ground(
    Map<String, Object> client,
    Topics topics,
    LogIdentity log,
    Codec codec,
    MeterRegistry meters,
    ObservationRegistry observations) {
  /** Copies the client's settings. */
  public Ground {
    client = Map.copyOf(client);
  }

  /** Without the client's settings, which may hold credentials. */
  @Override
  public String toString() {
    return "Ground[" + topics.log() + "]";
  }
}
