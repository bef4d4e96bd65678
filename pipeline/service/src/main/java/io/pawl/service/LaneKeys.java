package io.pawl.service;

import io.pawl.stream.LaneSettings;
import io.pawl.stream.QueueBounds;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** The group of a service that has lanes, and how they work. Defaults are the service's own. */
public final class LaneKeys {
  /** The key of the group. */
  static final String GROUP = "pawl.group";

  /** Producers abort a transaction that is open for a minute. */
  private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(30);

  private static final DataSize LEAST = DataSize.ofKilobytes(1);
  private static final DataSize MOST = DataSize.ofMegabytes(1_024);

  private final Key<String> group;
  private final Key<Duration> commitIdle;
  private final Key<Duration> commitBacklog;
  private final Key<Integer> commitRecords;
  private final Key<Long> commitBytes;
  private final Key<Integer> queueRecords;
  private final Key<Long> queueBytes;
  private final Key<Duration> retryFirst;
  private final Key<Duration> retryLongest;

  /**
   * @param group unless another is given
   * @param lanes how they work unless something else is said
   */
  public LaneKeys(String group, LaneSettings lanes) {
    this.group = Key.name(GROUP, group);
    commitIdle =
        Key.duration("pawl.commit.idle", lanes.idleCommit(), Duration.ZERO, LONGEST_TRANSACTION);
    commitBacklog =
        Key.duration(
            "pawl.commit.backlog", lanes.backlogCommit(), Duration.ZERO, LONGEST_TRANSACTION);
    commitRecords = Key.whole("pawl.commit.records", lanes.maxRecords(), 1, 10_000_000);
    commitBytes = Key.bytes("pawl.commit.bytes", lanes.maxBytes(), LEAST, MOST);
    queueRecords = Key.whole("pawl.queue.records", lanes.queue().records(), 1, 10_000_000);
    queueBytes = Key.bytes("pawl.queue.bytes", lanes.queue().bytes(), LEAST, MOST);
    retryFirst =
        Key.duration(
            "pawl.retry.first-pause",
            lanes.firstPause(),
            Duration.ofMillis(1),
            Duration.ofMinutes(1));
    retryLongest =
        Key.duration(
            "pawl.retry.longest-pause",
            lanes.longestPause(),
            Duration.ofMillis(1),
            Duration.ofMinutes(10));
  }

  /** All of them. */
  public List<Key<?>> all() {
    return List.of(
        group,
        commitIdle,
        commitBacklog,
        commitRecords,
        commitBytes,
        queueRecords,
        queueBytes,
        retryFirst,
        retryLongest);
  }

  /** The group. */
  public String group(Settings settings) {
    return settings.value(group);
  }

  /** How lanes work; what contradicts itself is a fault. */
  public LaneSettings lanes(Settings settings) {
    Duration idle = settings.value(commitIdle);
    Duration first = settings.value(retryFirst);
    return new LaneSettings(
        idle,
        notBelow(settings, commitBacklog, commitIdle, idle),
        settings.value(commitRecords),
        settings.value(commitBytes),
        new QueueBounds(settings.value(queueRecords), settings.value(queueBytes)),
        first,
        notBelow(settings, retryLongest, retryFirst, first));
  }

  private static Duration notBelow(
      Settings settings, Key<Duration> key, Key<Duration> lower, Duration least) {
    Duration value = settings.value(key);
    if (value.compareTo(least) < 0) {
      settings.fault(
          "%s must be at least %s, which is %d ms, not %d ms"
              .formatted(key.name(), lower.name(), least.toMillis(), value.toMillis()));
      return least;
    }
    return value;
  }
}
