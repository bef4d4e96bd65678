package io.pawl.ratchet;

import org.apache.kafka.common.TopicPartition;

/** Breaks a layer on purpose. */
public final class PlantedKafka {
  private PlantedKafka() {}

  static TopicPartition partition() {
    return new TopicPartition("log", 0);
  }
}
