package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class InvitationBookTest {
  private static final int LIMIT = 2;

  private final List<Offer> offers =
      List.of(Sample.of(1).offer(), Sample.of(2).offer(), Sample.of(3).offer());
  private final List<ChannelId> delivered = new ArrayList<>();
  private int readings;
  private final InvitationBook book = book();

  private InvitationBook book() {
    var made = new AtomicReference<InvitationBook>();
    Flux.<Invited>create(subscriber ->
            made.set(
                new InvitationBook(
                    Bytes.wrap(new byte[32]),
                    LIMIT,
                    new ChannelMetrics(new SimpleMeterRegistry()),
                    subscriber,
                    again -> readings++)))
        .subscribe(invited -> delivered.add(invited.offer().channel()));
    return made.get();
  }

  private void invited(int number) {
    book.invited(new Invited(offers.get(number), number), number);
  }

  private void settled(int number) {
    book.settled(offers.get(number).channel(), LIMIT + 1 + number);
  }

  @Test
  void whatDidNotFitIsReadAgainOnceThereIsRoom() {
    book.readingBegins();
    invited(0);
    invited(1);
    invited(2);
    book.readingEnds();
    assertThat(readings).isZero();

    settled(0);

    assertThat(delivered).hasSize(LIMIT);
    assertThat(readings).isOne();
  }

  @Test
  void whatDidNotFitIsReadAgainIfAllElseWasSettledDuringTheReading() {
    book.readingBegins();
    invited(0);
    invited(1);
    invited(2);
    settled(0);
    settled(1);
    assertThat(readings).isZero();

    book.readingEnds();

    assertThat(readings).isOne();
  }

  @Test
  void nothingIsReadAgainIfAllFitted() {
    book.readingBegins();
    invited(0);
    settled(0);

    book.readingEnds();

    assertThat(readings).isZero();
  }
}
