package io.pawl.gateway.http;

import java.time.Duration;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every stream of server-sent events has: heartbeats, and a last event {@code end} with the
 * code of why. A connection that breaks without it is to be made again.
 */
final class EventStream {
  private EventStream() {}

  /**
   * @param lasting ends the stream when it ends
   * @param beside goes on as long
   * @param heartbeat between comments, which show that the connection lives
   */
  static Flux<ServerSentEvent<String>> of(
      Flux<ServerSentEvent<String>> lasting,
      Flux<ServerSentEvent<String>> beside,
      Duration heartbeat) {
    return Flux.defer(() -> {
      Sinks.Empty<Void> over = Sinks.empty();
      Flux<ServerSentEvent<String>> ending =
          lasting
              .concatWith(Mono.fromSupplier(() -> end("CHANNEL_CLOSED")))
              .onErrorResume(failure -> Mono.just(end(Problem.of(failure).code())))
              .doFinally(signal -> over.tryEmitEmpty());
      Flux<ServerSentEvent<String>> beats =
          Flux.interval(Duration.ZERO, heartbeat)
              .onBackpressureDrop()
              .map(beat -> ServerSentEvent.<String>builder().comment("pawl").build());
      return Flux.merge(
          ending, Flux.merge(beside.onErrorComplete(), beats).takeUntilOther(over.asMono()));
    });
  }

  private static ServerSentEvent<String> end(String code) {
    return named("end", JsonText.object().put("code", code));
  }

  /** An event without an id. */
  static ServerSentEvent<String> named(String name, ObjectNode data) {
    return ServerSentEvent.<String>builder().event(name).data(JsonText.text(data)).build();
  }

  /** An event that a client can go on after. */
  static ServerSentEvent<String> placed(String name, long id, ObjectNode data) {
    return ServerSentEvent.<String>builder()
        .event(name)
        .id(String.valueOf(id))
        .data(JsonText.text(data))
        .build();
  }
}
