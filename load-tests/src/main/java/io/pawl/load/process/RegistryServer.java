package io.pawl.load.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pawl.load.outputs.Schemas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry in this process, so that several processes name schemas alike: registers under
 * any subject, and answers by id. It does not check that schemas are compatible.
 */
public final class RegistryServer implements Schemas, AutoCloseable {
  private static final String BY_ID = "/schemas/ids/";
  private static final int SCHEMA_NOT_FOUND = 40_403;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Ids count from 1. */
  private final List<Schema> schemas = new CopyOnWriteArrayList<>();

  private RegistryServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Starts on a free port of this machine. */
  public static RegistryServer start() throws IOException {
    return new RegistryServer(
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0));
  }

  /** Where clients find it. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestMethod().equals("POST")) {
        Schema schema = new Schema.Parser().parse(JSON.readTree(body).path("schema").asText());
        send(exchange, OK, JSON.createObjectNode().put("id", register(schema)));
      } else {
        Schema found =
            path.startsWith(BY_ID) ? byId(Integer.parseInt(path.substring(BY_ID.length()))) : null;
        if (found == null) {
          send(
              exchange,
              NOT_FOUND,
              JSON.createObjectNode()
                  .put("error_code", SCHEMA_NOT_FOUND)
                  .put("message", "Schema not found"));
        } else {
          send(exchange, OK, JSON.createObjectNode().put("schema", found.toString()));
        }
      }
    }
  }

  private synchronized int register(Schema schema) {
    int known = schemas.indexOf(schema);
    if (known < 0) {
      schemas.add(schema);
      return schemas.size();
    }
    return known + 1;
  }

  @Override
  public @Nullable Schema byId(int id) {
    return id >= 1 && id <= schemas.size() ? schemas.get(id - 1) : null;
  }

  private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
