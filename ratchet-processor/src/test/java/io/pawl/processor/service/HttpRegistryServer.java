package io.pawl.processor.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry on loopback that can go away and come back: it registers whatever it is given,
 * under one id for each text.
 */
final class HttpRegistryServer implements AutoCloseable {
  private static final String BY_ID = "/schemas/ids/";

  /** The bodies of registrations, {@code {"schema": "…"}}; an id is a place in it, from 1. */
  private final List<String> schemas = new ArrayList<>();

  private int port;
  private @Nullable HttpServer server;

  HttpRegistryServer() {
    comeUp();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  synchronized void goAway() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  /** On the same port as before. */
  synchronized void comeUp() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      port = server.getAddress().getPort();
      server.createContext("/", this::answer);
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith(BY_ID)) {
      int id = Integer.parseInt(path.substring(BY_ID.length()));
      String schema = schema(id);
      if (schema == null) {
        send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
      } else {
        send(exchange, 200, schema);
      }
    } else {
      send(exchange, 200, "{\"id\":%d}".formatted(register(body)));
    }
  }

  private synchronized @Nullable String schema(int id) {
    return id >= 1 && id <= schemas.size() ? schemas.get(id - 1) : null;
  }

  private synchronized int register(String body) {
    if (!schemas.contains(body)) {
      schemas.add(body);
    }
    return schemas.indexOf(body) + 1;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    goAway();
  }
}
