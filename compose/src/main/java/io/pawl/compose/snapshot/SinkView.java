package io.pawl.compose.snapshot;

import java.util.Map;

/**
 * What a sink says of its snapshots.
 *
 * @param requests how often it was asked since it began
 * @param partitions of the log, whoever has them
 * @param answered by partition that it has, the latest request that is answered
 * @param taken by partition, those of them that answered a request
 */
record SinkView(
    long requests, int partitions, Map<Integer, Long> answered, Map<Integer, Taken> taken) {
  SinkView {
    answered = Map.copyOf(answered);
    taken = Map.copyOf(taken);
  }
}
