package io.pawl.processor;

import io.pawl.stream.PartitionReader;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;

/**
 * What a recovery reads with: facts and checkpoints as far as they are committed, the log as it
 * stands, since writers to the log use no transactions.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs
 * @param patience how long a reading waits for a broker without any progress
 */
record LaneReaders(Map<String, Object> client, Duration patience) {
  PartitionReader committed() {
    return PartitionReader.connect(client, IsolationLevel.READ_COMMITTED, patience);
  }

  PartitionReader log() {
    return PartitionReader.connect(client, IsolationLevel.READ_UNCOMMITTED, patience);
  }
}
