package io.pawl.compose.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * Sockets that are bound before the broker is configured, and handed to it when it opens its
 * listeners. A port that were only looked up could be taken by another process in between.
 */
final class HeldSockets implements ServerSocketFactory, AutoCloseable {
  /** Connections that may wait to be accepted; Kafka's own default. */
  private static final int BACKLOG = 50;

  private final Map<String, ServerSocketChannel> held = new ConcurrentHashMap<>();

  /** Binds a socket for {@code listener}; port 0 means a free one. */
  void hold(String listener, int port) {
    try {
      ServerSocketChannel socket = ServerSocketChannel.open();
      held.put(listener, socket);
      socket.configureBlocking(false);
      socket.bind(new InetSocketAddress(EmbeddedKafka.LOOPBACK, port), BACKLOG);
    } catch (BindException e) {
      throw new StartFailure("port %d is taken".formatted(port), e);
    } catch (IOException e) {
      throw new StartFailure("port %d cannot be used: %s".formatted(port, e.getMessage()), e);
    }
  }

  /** The port that is held for {@code listener}. */
  int port(String listener) {
    return socket(listener).socket().getLocalPort();
  }

  private ServerSocketChannel socket(String listener) {
    ServerSocketChannel socket = held.get(listener);
    if (socket == null) {
      throw new IllegalStateException("no socket is held for listener " + listener);
    }
    return socket;
  }

  @Override
  public ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int backlog, int receiveBuffer) {
    ServerSocketChannel socket = socket(listener);
    held.remove(listener);
    return socket;
  }

  /** Closes what was never handed over. */
  @Override
  public void close() {
    for (ServerSocketChannel socket : held.values()) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new StartFailure("a socket did not close: " + e.getMessage(), e);
      }
    }
    held.clear();
  }
}
