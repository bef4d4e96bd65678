package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.gateway.http.Route.Access;
import io.pawl.gateway.http.Route.BodyKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Holds the OpenAPI documents to the routes. */
class OpenApiTest {
  private static Operation of(String document, Route route) {
    List<String> types =
        switch (route.body()) {
          case BodyKind.NONE -> List.of();
          case BodyKind.JSON, BodyKind.OPTIONAL_JSON -> List.of("application/json");
          case BodyKind.PAYLOAD -> List.of("application/octet-stream", "application/json");
          case BodyKind.RECORD -> List.of("application/vnd.pawl.record");
        };
    return new Operation(
        document, route.method().name(), route.path(), types, route.access() != Access.EVERYBODY);
  }

  @Test
  @Timeout(60)
  void documentsAndRoutesAreTheSame(@TempDir Path folder) {
    try (Ground ground = new Ground();
        HttpGateway gateway = ground.gateway(folder)) {
      assertThat(Operation.of(OpenApi.APPS))
          .containsExactlyInAnyOrderElementsOf(
              gateway.appRoutes().stream().map(route -> of(OpenApi.APPS, route)).toList());
      assertThat(Operation.of(OpenApi.ADMINISTRATION))
          .containsExactlyInAnyOrderElementsOf(
              gateway.administrationRoutes().stream()
                  .map(route -> of(OpenApi.ADMINISTRATION, route))
                  .toList());
    }
  }
}
