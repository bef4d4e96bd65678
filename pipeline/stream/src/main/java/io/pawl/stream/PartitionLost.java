package io.pawl.stream;

import org.apache.kafka.common.TopicPartition;

/** A partition left this member without a handover: nothing may be committed for it any more. */
public final class PartitionLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PartitionLost(TopicPartition partition) {
    super("partition " + partition + " was lost: this member left its group without a handover");
  }
}
