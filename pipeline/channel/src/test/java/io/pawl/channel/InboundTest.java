package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class InboundTest {
  private static final ChannelLimits FOUR_MESSAGES = new ChannelLimits(4, 100, 1, 1, 1);

  private final Inbound inbound = new Inbound(FOUR_MESSAGES, Inbound.Room.ONCE_DELIVERED);

  @Test
  void whatIsNotReleasedIsNotDelivered() {
    add(0, 3);
    inbound.release(2);

    StepVerifier.create(inbound.map(InboundTest::number))
        .expectNext(0, 1)
        .then(() -> inbound.release(3))
        .expectNext(2)
        .thenCancel()
        .verify(TestDeployment.PATIENCE);
  }

  @Test
  void noMoreIsDeliveredThanWasAskedFor() {
    add(0, 4);
    inbound.release(4);

    StepVerifier.create(inbound.map(InboundTest::number), 1)
        .expectNext(0)
        .thenRequest(2)
        .expectNext(1, 2)
        .thenCancel()
        .verify(TestDeployment.PATIENCE);
  }

  @Test
  void thereIsRoomUntilMessagesOrBytesAreAtTheirLimit() {
    assertThat(inbound.hasRoom()).isTrue();
    add(0, 4);
    assertThat(inbound.hasRoom()).isFalse();

    var byBytes = new Inbound(FOUR_MESSAGES, Inbound.Room.ONCE_DELIVERED);
    byBytes.add(message(0, 200));
    assertThat(byBytes.hasRoom()).isFalse();
  }

  @Test
  void roomIsOfferedOnceWhenHalfOfItIsFree() {
    var offered = new AtomicInteger();
    add(0, 4);
    inbound.release(4);
    inbound.whenRoom(offered::incrementAndGet);
    var receiver = receiver(1);

    assertThat(offered).hasValue(0);
    receiver.request(1);
    assertThat(offered).hasValue(1);
    receiver.request(2);
    assertThat(offered).hasValue(1);
  }

  @Test
  void roomThatIsThereAlreadyIsOfferedAtOnce() {
    var offered = new AtomicInteger();

    inbound.whenRoom(offered::incrementAndGet);

    assertThat(offered).hasValue(1);
  }

  @Test
  void anEndFreesWhoeverWaitsForRoom() {
    var offered = new AtomicInteger();
    add(0, 4);
    inbound.whenRoom(offered::incrementAndGet);

    inbound.end(new ChannelFailure.Detached());

    assertThat(offered).hasValue(1);
  }

  @Test
  void theNextReceiverGoesOnWhereTheLastStopped() {
    add(0, 4);
    inbound.release(4);

    StepVerifier.create(inbound.map(InboundTest::number).take(2)).expectNext(0, 1).verifyComplete();
    StepVerifier.create(inbound.map(InboundTest::number).take(2)).expectNext(2, 3).verifyComplete();
  }

  @Test
  void aSecondReceiverIsRefusedWhileThereIsOne() {
    receiver(0);

    StepVerifier.create(inbound).verifyError(IllegalStateException.class);
  }

  @Test
  void itEndsAfterWhatWasReleased() {
    add(0, 3);
    inbound.release(2);
    inbound.end(null);

    StepVerifier.create(inbound.map(InboundTest::number)).expectNext(0, 1).verifyComplete();
  }

  @Test
  void everyMessageArrivesOnceAndInOrderAcrossThreads() {
    int count = 100_000;
    var wide = new Inbound(new ChannelLimits(64, 1 << 20, 1, 1, 1), Inbound.Room.ONCE_DELIVERED);
    var adding = Schedulers.newSingle("adding");
    try {
      adding.schedule(() -> addAll(wide, 0, count, adding));
      StepVerifier.create(
              wide.map(InboundTest::number)
                  .publishOn(Schedulers.parallel(), 16)
                  .take(count)
                  .collectList())
          .expectNext(IntStream.range(0, count).boxed().toList())
          .expectComplete()
          .verify(TestDeployment.PATIENCE);
    } finally {
      adding.dispose();
    }
  }

  /** As a partition's intake does: stands still without room, and goes on when it is told. */
  private static void addAll(
      Inbound to, int from, int count, reactor.core.scheduler.Scheduler thread) {
    for (int next = from; next < count; next++) {
      if (!to.hasRoom()) {
        to.release(to.added());
        int stoppedAt = next;
        to.whenRoom(() -> thread.schedule(() -> addAll(to, stoppedAt, count, thread)));
        return;
      }
      to.add(message(next, 4));
    }
    to.release(to.added());
  }

  private BaseSubscriber<Message> receiver(long request) {
    var receiver =
        new BaseSubscriber<Message>() {
          @Override
          protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
            if (request > 0) {
              request(request);
            }
          }
        };
    inbound.subscribe(receiver);
    return receiver;
  }

  private void add(int from, int to) {
    List<Message> messages = new ArrayList<>();
    for (int number = from; number < to; number++) {
      messages.add(message(number, 1));
    }
    messages.forEach(inbound::add);
  }

  private static Message message(int number, int bytes) {
    return new Message(new Position(1, 0, number), new byte[bytes], number);
  }

  private static int number(Message message) {
    return message.position().counter();
  }
}
