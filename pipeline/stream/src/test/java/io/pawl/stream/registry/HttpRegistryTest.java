package io.pawl.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRegistryTest {
  private static final Schema ORDER =
      SchemaBuilder.record("com.example.Order").fields().requiredInt("n").endRecord();
  private static final String FOUND =
      "{\"schema\":\"" + ORDER.toString().replace("\"", "\\\"") + "\"}";
  private static final String UNKNOWN = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

  private static SchemaRegistry connect(String url, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("schema.registry.url", url);
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return SchemaRegistry.connect(config);
  }

  @Test
  void anIdIsAskedForOnce() throws IOException {
    try (var server = LoopbackRegistry.answering(200, FOUND);
        var registry = connect(server.url() + "/base/")) {
      for (int i = 0; i < 3; i++) {
        assertThat(registry.schema(7).block()).isEqualTo(ORDER);
      }

      assertThat(server.requests()).containsExactly("GET /base/schemas/ids/7");
    }
  }

  @Test
  void aFailingRegistryIsPassedOverFromThenOn() throws IOException {
    try (var failing = LoopbackRegistry.answering(503, "{\"message\":\"starting\"}");
        var good = LoopbackRegistry.answering(200, FOUND);
        var registry = connect(failing.url() + " , " + good.url())) {
      assertThat(registry.schema(1).block()).isEqualTo(ORDER);
      assertThat(registry.schema(2).block()).isEqualTo(ORDER);

      assertThat(failing.requests()).containsExactly("GET /schemas/ids/1");
      assertThat(good.requests()).containsExactly("GET /schemas/ids/1", "GET /schemas/ids/2");
    }
  }

  @Test
  void whenAllFailEachSaysWhy() throws IOException {
    try (var failing = LoopbackRegistry.answering(503, "{\"message\":\"still\\nstarting\"}");
        var strange = LoopbackRegistry.answering(200, "<html>Welcome</html>");
        var registry = connect(failing.url() + "," + strange.url())) {
      assertThatThrownBy(() -> registry.schema(1).block())
          .isInstanceOf(RegistryException.Unavailable.class)
          .hasMessage(
              "no schema registry answers: "
                  + failing.url()
                  + ": still starting; "
                  + strange.url()
                  + ": status 200 and no JSON");
    }
  }

  @Test
  void aRegistryThatLagsBehindIsNotBelieved() throws IOException {
    try (var lagging = LoopbackRegistry.answering(404, UNKNOWN);
        var good = LoopbackRegistry.answering(200, FOUND);
        var registry = connect(lagging.url() + "," + good.url())) {
      assertThat(registry.schema(1).block()).isEqualTo(ORDER);
    }
  }

  @Test
  void anIdIsUnknownWhereARegistrySaysSoAndTheOthersCannotBeAsked() throws IOException {
    try (var unknown = LoopbackRegistry.answering(404, UNKNOWN);
        var failing = LoopbackRegistry.answering(500, "");
        var registry = connect(unknown.url() + "," + failing.url())) {
      assertThatThrownBy(() -> registry.schema(1).block())
          .isInstanceOf(RegistryException.UnknownId.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"404,{}", "404,{\"error_code\":404}", "401,{}", "403,{}", "302,{}", "200,{}", "200,"})
  void anythingElseThanARegistrysWordLeavesTheIdOpen(int status, String body) throws IOException {
    try (var server = LoopbackRegistry.answering(status, body == null ? "" : body);
        var registry = connect(server.url())) {
      assertThatThrownBy(() -> registry.schema(1).block())
          .isInstanceOf(RegistryException.Unavailable.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}",
        "{\"schema\":\"{\\\"type\\\":\\\"nonsense\\\"}\"}",
        "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"a\",\"subject\":\"b\",\"version\":1}]}"
      })
  void whatIsNoAvroSchemaByItselfIsSaidToBeNone(String body) throws IOException {
    try (var server = LoopbackRegistry.answering(200, body);
        var registry = connect(server.url())) {
      assertThatThrownBy(() -> registry.schema(1).block())
          .isInstanceOf(RegistryException.NotAvro.class);
    }
  }

  @Test
  void aSilentRegistryTimesOut() throws IOException {
    var done = new CountDownLatch(1);
    try (var silent =
            LoopbackRegistry.that(exchange -> {
              try {
                assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
        var registry = connect(silent.url(), "schema.registry.http.read.timeout.ms", "200")) {
      assertThatThrownBy(() -> registry.schema(1).block())
          .isInstanceOf(RegistryException.Unavailable.class)
          .hasMessageContaining("timed out");
    } finally {
      done.countDown();
    }
  }

  @Test
  void anEndlessAnswerIsCutOff() throws IOException {
    try (var endless =
            LoopbackRegistry.that(exchange -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] spaces =
                  " ".repeat(1 << 16).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
              for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(spaces);
              }
            });
        var registry = connect(endless.url())) {
      assertThatThrownBy(() -> registry.schema(1).block())
          .isInstanceOf(RegistryException.Unavailable.class);
    }
  }

  @Test
  void credentialsAreSentAndNeverSaid() throws IOException {
    try (var server = LoopbackRegistry.answering(401, "{\"message\":\"who are you\"}")) {
      String withUser = server.url().replace("http://", "http://scott:tiger%21@");
      try (var basic =
              connect(
                  server.url(),
                  "basic.auth.credentials.source",
                  "USER_INFO",
                  "basic.auth.user.info",
                  "scott:tiger!");
          var prefixed =
              connect(server.url(), "schema.registry.basic.auth.user.info", "scott:tiger!");
          var inUrl = connect(withUser);
          var bearer = connect(server.url(), "bearer.auth.token", "t0ken");
          var none = connect(server.url())) {
        for (SchemaRegistry registry :
            new SchemaRegistry[] {basic, prefixed, inUrl, bearer, none}) {
          assertThatThrownBy(() -> registry.schema(1).block())
              .isInstanceOf(RegistryException.Unavailable.class)
              .hasMessage("no schema registry answers: " + server.url() + ": who are you");
        }
      }
      String user = "Basic c2NvdHQ6dGlnZXIh";
      assertThat(server.authorizations()).containsExactly(user, user, user, "Bearer t0ken", "null");
    }
  }

  @Test
  void schemasAreOnlyFoundWhereTheyMayNotBeRegistered() throws IOException {
    try (var server = LoopbackRegistry.answering(200, "{\"id\":5}");
        var registry = connect(server.url(), "auto.register.schemas", "false")) {
      assertThat(registry.register("a b-c", ORDER).block()).isEqualTo(5);
      assertThat(server.requests()).containsExactly("POST /subjects/a%20b-c");
    }
    try (var server = LoopbackRegistry.answering(404, "{\"error_code\":40403,\"message\":\"no\"}");
        var registry = connect(server.url(), "auto.register.schemas", "false")) {
      assertThatThrownBy(() -> registry.register("orders", ORDER).block())
          .isInstanceOf(RegistryException.Refused.class)
          .hasMessage(
              "the schema registry refuses the schema for orders:"
                  + " it is not registered, and auto.register.schemas is false");
    }
  }

  @ParameterizedTest
  @CsvSource({"409", "422"})
  void aRefusalIsOneShortLine(int status) throws IOException {
    String message = "incompatible:\\n" + "x".repeat(5_000);
    try (var server =
            LoopbackRegistry.answering(
                status, "{\"error_code\":" + status + ",\"message\":\"" + message + "\"}");
        var registry = connect(server.url())) {
      assertThatThrownBy(() -> registry.register("orders", ORDER).block())
          .isInstanceOfSatisfying(
              RegistryException.Refused.class,
              e ->
                  assertThat(e.getMessage())
                      .startsWith(
                          "the schema registry refuses the schema for orders: incompatible: xxx")
                      .hasSizeLessThan(400));
    }
  }
}
