package io.pawl.gateway.http;

import io.pawl.channel.FeedEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What one poll takes of a channel's feed. One thread at a time. */
final class RecordPoll {
  private final List<FeedEntry.Found> records = new ArrayList<>();
  private final int limit;
  private final boolean waits;
  private long after;

  private RecordPoll(long after, int limit, boolean waits) {
    this.after = after;
    this.limit = limit;
    this.waits = waits;
  }

  /**
   * At most {@code limit} records, as soon as there is any, or none after {@code wait}; without a
   * wait, what is there.
   *
   * @param after where the feed begins
   */
  static Mono<RecordPoll> of(Flux<FeedEntry> feed, long after, int limit, Duration wait) {
    return Mono.defer(() -> {
      var poll = new RecordPoll(after, limit, !wait.isZero());
      // One by one: what is fetched and not given would be fetched again by the next poll.
      Flux<FeedEntry> offered = feed.limitRate(1);
      // In this order: once the wait is over, nothing more is noted.
      return (poll.waits ? offered.takeUntilOther(Mono.delay(wait)) : offered)
          .takeUntil(poll::isDoneWith)
          .then(Mono.just(poll));
    });
  }

  private boolean isDoneWith(FeedEntry entry) {
    after = Math.max(after, entry.offset());
    return switch (entry) {
      case FeedEntry.Found found -> {
        records.add(found);
        yield records.size() == limit;
      }
      case FeedEntry.Reached _ -> !waits || !records.isEmpty();
    };
  }

  List<FeedEntry.Found> records() {
    return records;
  }

  /** What the next poll goes on after; -1 if that is the beginning. */
  long after() {
    return after;
  }
}
