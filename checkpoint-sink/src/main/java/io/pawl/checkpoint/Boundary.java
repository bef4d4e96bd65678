package io.pawl.checkpoint;

import io.pawl.stream.codec.Checkpoint;

/**
 * Where a snapshot of a partition stands.
 *
 * @param facts offset of the first fact that it does not include
 * @param barrier offset of the log from which a recovery from it replays
 */
record Boundary(long facts, long barrier) {
  static Boundary of(Checkpoint.PartitionSnapshot snapshot) {
    return new Boundary(snapshot.mark().factsOffset(), snapshot.barrier());
  }
}
