package io.pawl.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final AtomicLong now = new AtomicLong();
  private final TokenBucket bucket = new TokenBucket(2, Duration.ofSeconds(1), now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aBurstIsGivenAndThenAsMuchAsTimeBrings() {
    assertThat(bucket.take()).isNull();
    assertThat(bucket.take()).isNull();
    assertThat(bucket.take()).isEqualTo(Duration.ofMillis(500));

    pass(Duration.ofMillis(500));

    assertThat(bucket.take()).isNull();
    assertThat(bucket.take()).isNotNull();
  }

  @Test
  void aLongRestBringsNoMoreThanABurst() {
    pass(Duration.ofDays(1));

    assertThat(bucket.take()).isNull();
    assertThat(bucket.take()).isNull();
    assertThat(bucket.take()).isNotNull();
  }
}
