package io.pawl.stream;

import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one lane does with the records of its partition. All calls come from the lane's thread, one
 * after the other, so an implementation needs no locks.
 *
 * <p>State moves ahead of the commit. Whatever fails, the lane throws its work away, state and all,
 * and begins with a new one.
 */
public interface LaneWork {
  /**
   * Rebuilds the state. The lane's transactional id is initialised already: no predecessor can
   * commit any more.
   *
   * @param committed the group's committed offset of this partition; empty if there is none
   * @param ours to be called now and then: throws if the partition is this lane's no more, because
   *     a revocation waits for it
   * @return the offset to go on from
   * @throws LaneStopped if going on would be wrong until a person has looked
   */
  long recover(OptionalLong committed, Runnable ours);

  /**
   * The state is rebuilt, and no record taken yet. What is sent here is committed at once.
   *
   * @param from the offset to go on from
   */
  default void recovered(long from, Outbox out) {}

  /** Takes one record: moves the state, and sends what follows from it. */
  Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out);

  /** Whether the work has something to send although no record came; asked about once a second. */
  default boolean isDue() {
    return false;
  }

  /**
   * The open transaction is about to commit: the last chance to send.
   *
   * @param next the input offset that it commits: one past the last record taken
   * @param last whether the lane ends in good order after it
   */
  default void beforeCommit(long next, boolean last, Outbox out) {}

  /** The transaction has committed: what was taken is visible. */
  default void committed() {}
}
