package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChannelEventsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ChannelEvents events = new ChannelEvents(new ChannelMetrics(meters));

  @Test
  void theFirstAreKeptForWhoComesLaterAndTheRestIsCounted() {
    for (int epoch = 0; epoch < 70; epoch++) {
      events.tell(new ChannelEvent.KeysErased(epoch));
    }
    events.complete();

    assertThat(events.all().collectList().block())
        .isEqualTo(
            IntStream.range(0, 64).<ChannelEvent>mapToObj(ChannelEvent.KeysErased::new).toList());
    assertThat(meters.get("pawl.channel.events.dropped").counter().count()).isEqualTo(6);
  }
}
