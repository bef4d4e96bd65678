package io.pawl.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives a problem to requests that the HTTP server cannot decode. It answers them by itself and
 * without a body, which nothing of ours does with these statuses, and closes the connection.
 */
final class UndecodedRequests extends ChannelOutboundHandlerAdapter {
  private static final Set<HttpResponseStatus> OWN_STATUSES =
      Set.of(
          HttpResponseStatus.BAD_REQUEST,
          HttpResponseStatus.REQUEST_URI_TOO_LONG,
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE);

  private final Consumer<Problem> refused;

  /**
   * @param refused hears of each
   */
  UndecodedRequests(Consumer<Problem> refused) {
    this.refused = refused;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof FullHttpResponse response && isOfTheServer(response)) {
      Problem problem = Problem.ofStatus(response.status().code());
      refused.accept(problem);
      var _ = context.write(withBody(response, problem), promise);
    } else {
      var _ = context.write(message, promise);
    }
  }

  private static boolean isOfTheServer(FullHttpResponse response) {
    // To HEAD there is no body either, but a length.
    return OWN_STATUSES.contains(response.status())
        && HttpUtil.getContentLength(response, -1L) == 0;
  }

  private static FullHttpResponse withBody(FullHttpResponse empty, Problem problem) {
    ByteBuf body = Unpooled.wrappedBuffer(JsonText.bytes(problem.json()));
    FullHttpResponse response = empty.replace(body);
    empty.release();
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    return response;
  }
}
