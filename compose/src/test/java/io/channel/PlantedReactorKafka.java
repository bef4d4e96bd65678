package io.pawl.channel;

import java.util.Map;
import reactor.kafka.receiver.ReceiverOptions;

/** Breaks a layer on purpose. */
public final class PlantedReactorKafka {
  private PlantedReactorKafka() {}

  static ReceiverOptions<String, String> options() {
    return ReceiverOptions.create(Map.of());
  }
}
