package io.pawl.stream;

import org.apache.kafka.common.TopicPartition;

/** A lane failed again and again, for a reason that no further attempt mends. */
public final class LaneDead extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LaneDead(TopicPartition partition, Throwable why) {
    super("lane %s cannot go on: %s".formatted(partition, why.getMessage()), why);
  }
}
