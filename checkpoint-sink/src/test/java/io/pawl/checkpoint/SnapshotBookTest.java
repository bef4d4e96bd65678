package io.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.codec.Checkpoint.FoldMark;
import io.pawl.stream.codec.Checkpoint.PartitionSnapshot;
import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class SnapshotBookTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong requests = new AtomicLong();
  private final SnapshotBook book = new SnapshotBook(requests, InstantSource.fixed(NOW));

  private static PartitionSnapshot snapshot(long factsOffset, long barrier) {
    return new PartitionSnapshot(
        new FoldMark(factsOffset, 0, Bytes.EMPTY, new LogIdentity(Uuid.ONE_UUID, 1)), barrier);
  }

  @Test
  void aSnapshotCountsOnceItIsCommitted() {
    requests.incrementAndGet();
    assertThat(book.isAsked()).isTrue();

    book.begun();
    book.written(snapshot(9, 4));
    assertThat(book.state()).isEqualTo(new SnapshotState(0, true, null));

    book.committed();
    assertThat(book.state())
        .isEqualTo(new SnapshotState(1, false, new SnapshotState.Last(9, 4, NOW)));
    assertThat(book.isAsked()).isFalse();
  }

  @Test
  void aRequestWhileOneIsUnderWayIsAnsweredByTheNext() {
    requests.incrementAndGet();
    book.begun();
    requests.incrementAndGet();

    book.written(snapshot(9, 4));
    book.committed();

    assertThat(book.state().answered()).isEqualTo(1);
    assertThat(book.isAsked()).isTrue();
  }

  @Test
  void aRequestOutlivesAnAttemptThatFails() {
    requests.incrementAndGet();
    book.begun();
    book.written(snapshot(9, 4));

    // The transaction fails, and another attempt recovers.
    book.restore(null);

    assertThat(book.isAsked()).isTrue();
    assertThat(book.state()).isEqualTo(SnapshotState.NONE);
    book.committed();
    assertThat(book.state()).isEqualTo(SnapshotState.NONE);
  }

  @Test
  void aSnapshotIsNoOlderThanNowWithoutFactsSince() {
    book.restore(new SnapshotState.Last(7, 3, NOW.minusSeconds(60)));
    book.folded(7, null);

    assertThat(book.age()).isZero();
    assertThat(book.isOlderThan(Duration.ZERO)).isFalse();
  }

  @Test
  void aSnapshotGrowsOldWithFactsSince() {
    book.restore(new SnapshotState.Last(7, 3, NOW.minusSeconds(60)));
    book.folded(8, null);

    assertThat(book.age()).isEqualTo(Duration.ofMinutes(1));
    assertThat(book.isOlderThan(Duration.ofMinutes(1))).isTrue();
    assertThat(book.isOlderThan(Duration.ofMinutes(2))).isFalse();
  }

  @Test
  void theFirstSnapshotWaitsAsLongAsTheFirstFact() {
    book.restore(null);
    book.folded(0, null);
    assertThat(book.isOlderThan(Duration.ZERO)).isFalse();

    book.folded(1, NOW.minusSeconds(90));

    assertThat(book.age()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void nothingWaitsBehindASnapshotThatIsComplete() {
    book.restore(null);
    book.folded(1, NOW.minusSeconds(90));

    book.begun();
    book.written(snapshot(1, 0));
    book.committed();

    assertThat(book.age()).isZero();
  }
}
