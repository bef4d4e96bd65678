package io.pawl.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The OpenAPI 3.1 documents, kept by hand beside the routes that a test holds them to. */
final class OpenApi {
  /** For apps. */
  static final String APPS = "openapi-apps.json";

  /** For administration. */
  static final String ADMINISTRATION = "openapi-administration.json";

  private OpenApi() {}

  /** The route that serves a document. */
  static Route route(String name) {
    byte[] document = read(name);
    return Route.get(
        "/openapi.json",
        Route.Access.EVERYBODY,
        call -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(document));
  }

  private static byte[] read(String name) {
    try (InputStream stream = OpenApi.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
