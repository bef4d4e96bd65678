package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class ChannelClientTest {
  @Test
  void whatWorkersWereGivenIsDoneBeforeTheyEnd() {
    Scheduler workers = Schedulers.newParallel("test-channel", 1, true);
    var busy = new CountDownLatch(1);
    workers.schedule(() -> awaitFor(busy));
    var turn = Mono.fromRunnable(() -> {}).subscribeOn(workers).toFuture();

    var finished =
        CompletableFuture.runAsync(() -> ChannelClient.finish(workers, TestDeployment.PATIENCE));
    await().atMost(TestDeployment.PATIENCE).until(workers::isDisposed);
    busy.countDown();

    assertThat(finished).succeedsWithin(TestDeployment.PATIENCE);
    assertThat(turn).isCompleted();
  }

  private static void awaitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
