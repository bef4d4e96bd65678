package io.pawl.gateway.http;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.pawl.gateway.Code;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One address where requests are answered. */
final class Listener implements AutoCloseable {
  /** Any address of ours is below 200 characters, with the longest query. */
  static final int LONGEST_LINE = 8 << 10;

  /** A token is at most 2 KiB. */
  static final int LONGEST_HEADERS = 16 << 10;

  /** Of a connection between two requests. */
  private static final Duration IDLE = Duration.ofSeconds(75);

  /** For requests under way. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final DisposableServer server;
  private final ChannelGroup connections;

  private Listener(DisposableServer server, ChannelGroup connections) {
    this.server = server;
    this.connections = connections;
  }

  /**
   * Begins to answer.
   *
   * @param refused hears of what does not come to the router
   * @throws reactor.netty.ChannelBindException if the address is taken
   */
  static Listener start(
      InetSocketAddress address, RouterFunction<ServerResponse> router, Consumer<Problem> refused) {
    HttpHandler handler = RouterFunctions.toHttpHandler(router);
    var adapter = new ReactorHttpHandlerAdapter(handler);
    var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    return new Listener(
        HttpServer.create()
            .bindAddress(() -> address)
            .channelGroup(connections)
            .idleTimeout(IDLE)
            .httpRequestDecoder(
                limits -> limits.maxInitialLineLength(LONGEST_LINE).maxHeaderSize(LONGEST_HEADERS))
            .doOnChannelInit((observer, channel, remote) ->
                channel
                    .pipeline()
                    .addBefore(
                        NettyPipeline.HttpTrafficHandler,
                        "pawl.problems",
                        new UndecodedRequests(refused)))
            .handle((request, response) -> answer(adapter, request, response, refused))
            .bindNow(),
        connections);
  }

  private static Publisher<Void> answer(
      ReactorHttpHandlerAdapter adapter,
      HttpServerRequest request,
      HttpServerResponse response,
      Consumer<Problem> refused) {
    try {
      var _ = new URI(request.uri());
      return adapter.apply(request, response);
    } catch (URISyntaxException e) {
      // Spring would answer without a body.
      Problem problem =
          Problem.of(Code.BAD_REQUEST, "the address is not encoded as it must be", null);
      refused.accept(problem);
      return response
          .status(problem.status())
          .header("Content-Type", Problem.MEDIA_TYPE)
          .sendByteArray(Mono.just(JsonText.bytes(problem.json())));
    }
  }

  /** Where it answers; on this machine, if it does everywhere. */
  URI uri() {
    InetSocketAddress address = (InetSocketAddress) server.address();
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "127.0.0.1"
            : address.getAddress().getHostAddress();
    return URI.create(
        "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, address.getPort()));
  }

  /** Takes no more requests, and waits a little for those under way. Blocks. */
  @Override
  public void close() {
    server.disposeNow(GRACE);
    // A client that asks again and again keeps its connection, and would be refused for ever.
    connections.close().awaitUninterruptibly(GRACE.toMillis());
  }
}
