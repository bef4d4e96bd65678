package io.pawl.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/** What runs on lanes, as whoever watches over it sees it: health, and the end of a process. */
public interface LaneOwner extends AutoCloseable {
  /** What each lane is doing, by partition. */
  Map<Integer, LaneState> states();

  /** Lanes that have had something to do for that long, and do nothing. */
  Set<Integer> stalled(Duration limit);

  /** Whether the group gave this member its share of the partitions at least once, maybe none. */
  boolean joined();

  /** Whether it has its share of the partitions, and every lane is live. */
  default boolean ready() {
    return joined() && states().values().stream().allMatch(LaneState.Live.class::isInstance);
  }

  /** Completes when it ended in order; errors when it cannot go on. */
  Mono<Void> ended();

  /** Ends in order: every lane commits what it took, writes its last facts, and is gone. */
  @Override
  void close();
}
