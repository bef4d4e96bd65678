package io.pawl.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;

/** Text as messages. */
final class Lines {
  private Lines() {}

  /** {@code prefix 0}, {@code prefix 1} and so on. */
  static List<String> of(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + " " + i).toList();
  }

  static byte[] payload(String line) {
    return line.getBytes(UTF_8);
  }

  static Flux<byte[]> payloads(List<String> lines) {
    return Flux.fromIterable(lines).map(Lines::payload);
  }

  static String text(Message message) {
    return new String(message.payload(), UTF_8);
  }

  /** The next {@code count} messages, waited for. */
  static List<String> received(PeerChannel channel, int count) {
    return channel
        .receive()
        .take(count)
        .map(Lines::text)
        .collectList()
        .blockOptional(TestDeployment.PATIENCE)
        .orElseThrow();
  }
}
