package io.pawl.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Direction;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

@ExtendWith(Broker.Resolver.class)
class PeerChannelTest {
  @Test
  void messagesArriveBothWaysInOrderOverManySlots(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 1)) {
      var pair = deployment.pair(deployment.client(), TestDeployment.SMALL);
      List<String> there = lines("there", 500);
      List<String> back = lines("back", 300);

      pair.initiator().sendAll(payloads(there)).subscribe();
      pair.responder().sendAll(payloads(back)).subscribe();

      assertThat(received(pair.responder(), there.size())).isEqualTo(there);
      assertThat(received(pair.initiator(), back.size())).isEqualTo(back);
      assertThat(pair.initiator().direction()).isEqualTo(Direction.INITIATOR);
      assertThat(pair.responder().partner()).isNotEqualTo(pair.initiator().partner());
    }
  }

  private static List<String> lines(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + " " + i).toList();
  }

  private static Flux<byte[]> payloads(List<String> lines) {
    return Flux.fromIterable(lines).map(line -> line.getBytes(UTF_8));
  }

  private static List<String> received(PeerChannel channel, int count) {
    return channel
        .receive()
        .take(count)
        .map(message -> new String(message.payload(), UTF_8))
        .collectList()
        .blockOptional(TestDeployment.PATIENCE)
        .orElseThrow();
  }
}
