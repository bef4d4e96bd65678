package io.pawl.processor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes connections on to a broker, and can let what clients send crawl: each connection has that
 * rate for itself.
 */
final class ThrottlingProxy implements AutoCloseable {
  /** Small, so that a rate is kept evenly. */
  private static final int CHUNK_BYTES = 8 << 10;

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  ThrottlingProxy() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Begins to pass on to this port. */
  void passTo(int port) {
    target = port;
    Thread.ofVirtual().start(this::accept);
  }

  void crawl(long rate) {
    bytesPerSecond = rate;
  }

  void hurry() {
    bytesPerSecond = Long.MAX_VALUE;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(broker);
        Thread.ofVirtual().start(() -> pump(client, broker, true));
        Thread.ofVirtual().start(() -> pump(broker, client, false));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void pump(Socket from, Socket to, boolean throttled) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        out.write(chunk, 0, read);
        long rate = bytesPerSecond;
        if (throttled && rate != Long.MAX_VALUE) {
          LockSupport.parkNanos(read * 1_000_000_000L / rate);
        }
      }
    } catch (IOException e) {
      // Either side went.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
