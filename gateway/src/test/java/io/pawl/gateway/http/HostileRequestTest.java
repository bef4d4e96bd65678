package io.pawl.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.gateway.http.TestApp.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Everything that the OpenAPI documents have against input that no honest client sends: always a
 * problem with a code, never a 5xx, nothing changed. What is added to the documents is covered.
 */
@Timeout(120)
class HostileRequestTest {
  private static final String NOBODYS = "00112233445566778899aabbccddeeff";

  private static Ground ground;
  private static HttpGateway gateway;
  private static String credential = "";
  private static TestApp alice;
  private static TestApp mallory;

  /** Of alice alone. */
  private static String channel = "";

  private static String before = "";

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void start() {
    ground = new Ground();
    gateway = ground.gateway(folder);
    credential = Ground.credential(folder);
    alice = TestApp.register(gateway, credential, "alice");
    TestApp bob = TestApp.register(gateway, credential, "bob");
    mallory = TestApp.register(gateway, credential, "mallory");
    channel = alice.post("/channels", "{\"peer\":\"" + bob.identity() + "\"}").text("id");
    await()
        .atMost(Ground.PATIENCE)
        .until(() -> bob.post("/channels/" + channel + "/accept").status() == 202);
    await()
        .atMost(Ground.PATIENCE)
        .until(() -> alice.get("/channels/" + channel).text("state").equals("OPEN"));
    before = state();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    ground.close();
  }

  private static String state() {
    return alice.get("/channels").body().toString()
        + mallory.get("/channels").body()
        + TestApp.send(administration("/apps").GET()).body();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(state()).isEqualTo(before);
  }

  private static Stream<Operation> operations() {
    return Operation.all().stream();
  }

  private static Stream<Operation> guarded() {
    return operations().filter(Operation::guarded);
  }

  private static Stream<Operation> ofApps() {
    return guarded().filter(Operation::isOfApps);
  }

  private static Stream<Operation> changesOfApps() {
    return ofApps().filter(Operation::changesSomething);
  }

  private static Stream<Operation> withIds() {
    return ofApps().filter(Operation::namesAnId);
  }

  private static Stream<Operation> withChannels() {
    return withIds().filter(Operation::namesAChannel);
  }

  private static Stream<Operation> withJson() {
    return guarded().filter(Operation::takesJson);
  }

  private static Stream<Operation> withBody() {
    return guarded().filter(operation -> !operation.types().isEmpty());
  }

  private static HttpRequest.Builder administration(String path) {
    return HttpRequest.newBuilder(URI.create(gateway.administration() + path))
        .header("Authorization", "Bearer " + credential);
  }

  private static URI uri(Operation operation, String id) {
    return URI.create(
        (operation.isOfApps() ? gateway.apps() : gateway.administration()) + operation.at(id));
  }

  /** With ids that are there: of others a body is not looked at. */
  private static URI ofAlice(Operation operation) {
    return operation.isOfApps()
        ? uri(operation, channel)
        : URI.create(
            gateway.administration()
                + operation.path().replace("{id}", alice.id()).replace("{channel}", channel));
  }

  private static BodyPublisher something(Operation operation) {
    return operation.types().isEmpty()
        ? BodyPublishers.noBody()
        : BodyPublishers.ofString("{\"x\":1}");
  }

  /** A request as it would be, with that authorization. */
  private static HttpRequest.Builder request(Operation operation, String id, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(operation, id))
            .timeout(Ground.PATIENCE)
            .header("Authorization", "Bearer " + token)
            .method(operation.method(), something(operation));
    if (!operation.types().isEmpty()) {
      request.header("Content-Type", operation.types().getFirst());
    }
    return request;
  }

  private static String right(Operation operation) {
    return operation.isOfApps() ? alice.token() : credential;
  }

  private static void assertProblem(Reply reply, int... statuses) {
    assertThat(reply.status()).as(reply.toString()).isBetween(400, 499);
    if (statuses.length > 0) {
      assertThat(statuses).as(reply.toString()).contains(reply.status());
    }
    assertThat(reply.response().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    assertThat(reply.code()).as(reply.toString()).matches("[A-Z_]+");
    assertThat(reply.body().path("status").asInt()).isEqualTo(reply.status());
    assertThat(reply.response().body()).doesNotContain("Exception", "at io.pawl", credential);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("guarded")
  void withoutATokenNobodyIsAnswered(Operation operation) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(operation, channel))
            .method(operation.method(), something(operation));

    assertProblem(TestApp.send(request), 401);
    assertProblem(TestApp.send(request.copy().header("Authorization", "Basic YTpi")), 401);
    assertProblem(TestApp.send(request.copy().header("Authorization", "Bearer ")), 401);
    assertProblem(
        TestApp.send(
            request
                .copy()
                .header("Authorization", "Bearer " + right(operation))
                .header("Authorization", "Bearer " + right(operation))),
        401);
  }

  private static List<String> badTokens() {
    Instant now = Instant.now();
    Duration minute = Duration.ofMinutes(1);
    String id = alice.id();
    String jti = UUID.randomUUID().toString();
    String header = "{\"alg\":\"EdDSA\"}";
    String claims =
        "{\"iss\":\"%s\",\"aud\":\"pawl-gateway\",\"iat\":%d,\"exp\":%d,\"jti\":\"%s\"}"
            .formatted(id, now.getEpochSecond(), now.plus(minute).getEpochSecond(), jti);
    String right = alice.sign(header, claims);
    String payload = right.split("\\.", -1)[1];
    return List.of(
        "x",
        "..",
        "a.b.c",
        "x".repeat(3_000),
        right.substring(0, right.length() - 6) + "AAAAAA",
        // Another app's key.
        mallory.token(id, "pawl-gateway", now, minute, jti),
        alice.token(NOBODYS, "pawl-gateway", now, minute, jti),
        alice.token("../" + id, "pawl-gateway", now, minute, jti),
        alice.token(id, "another-audience", now, minute, jti),
        alice.token(id, "pawl-gateway", now.minusSeconds(3_600), minute, jti),
        alice.token(id, "pawl-gateway", now.plusSeconds(3_600), minute, jti),
        alice.token(id, "pawl-gateway", now, Duration.ofDays(1), jti),
        alice.token(id, "pawl-gateway", now, minute, ""),
        alice.token(id, "pawl-gateway", now, minute, "j".repeat(200)),
        alice.sign(header, claims.replace(",\"jti\":\"" + jti + "\"", "")),
        alice.sign(header, claims.replaceFirst("\"exp\":\\d+", "\"exp\":\"soon\"")),
        alice.sign(header, claims.replaceFirst("\"iat\":\\d+,", "")),
        alice.sign(header, claims.replaceFirst("\"exp\":\\d+", "\"exp\":1e300")),
        alice.sign(header, "[]"),
        alice.sign(header, "{\"iss\":[\"" + id + "\"]}"),
        alice.sign("{\"alg\":\"HS256\"}", claims),
        alice.sign("{\"alg\":\"none\"}", claims),
        alice.sign("{\"alg\":\"EdDSA\",\"crit\":[\"x\"],\"x\":1}", claims),
        "eyJhbGciOiJub25lIn0." + payload + ".");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofApps")
  void aTokenThatIsNotAsItMustBeOpensNothing(Operation operation) {
    for (String token : badTokens()) {
      assertProblem(TestApp.send(request(operation, channel, token)), 401);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("guarded")
  void theOtherListenersCredentialOpensNothing(Operation operation) {
    String wrong = operation.isOfApps() ? credential : alice.token();

    assertProblem(TestApp.send(request(operation, channel, wrong)), 401);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changesOfApps")
  void aTokenChangesSomethingOnce(Operation operation) {
    String token = mallory.token();
    assertProblem(TestApp.send(request(operation, NOBODYS, token)));

    Reply replayed = TestApp.send(request(operation, NOBODYS, token));

    assertProblem(replayed, 401);
    assertThat(replayed.code()).isEqualTo("TOKEN_REPLAYED");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withChannels")
  void anotherAppsChannelLooksLikeNone(Operation operation) {
    Reply foreign = TestApp.send(request(operation, channel, mallory.token()));
    Reply unknown = TestApp.send(request(operation, NOBODYS, mallory.token()));

    assertProblem(foreign, 404);
    assertThat(foreign.body()).isEqualTo(unknown.body());
    assertThat(foreign.code()).isEqualTo("UNKNOWN_CHANNEL");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withIds")
  void pathTricksLeadNowhere(Operation operation) {
    for (String id :
        List.of(
            "..",
            "%2e%2e",
            "%2e%2e%2fapps",
            "%00",
            "%ff",
            "a%0d%0ab",
            "'%20OR%201=1",
            "%25s%25n",
            channel.toUpperCase(Locale.ROOT) + "00",
            channel + "%00",
            channel + "%20",
            channel + ";x=1",
            "x".repeat(4_000))) {
      Reply reply = TestApp.send(request(operation, id, mallory.token()));
      assertProblem(reply, 400, 404, 405);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withBody")
  void aBodyOfAnotherTypeIsNotTaken(Operation operation) {
    for (String type : List.of("text/plain", "application/xml", "multipart/form-data", "x", "/")) {
      HttpRequest.Builder request =
          request(operation, channel, right(operation)).setHeader("Content-Type", type);

      assertProblem(TestApp.send(request), 400, 415);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withBody")
  void aBodyThatIsTooLargeIsNotRead(Operation operation) {
    byte[] large = new byte[3 << 20];
    for (BodyPublisher body :
        List.of(
            BodyPublishers.ofByteArray(large),
            // Without a length.
            BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)))) {
      HttpRequest.Builder request =
          request(operation, channel, right(operation)).method(operation.method(), body);

      assertProblem(TestApp.send(request), 413);
    }
  }

  private static List<String> badJson() {
    return List.of(
        "",
        "{",
        "nul",
        "[]",
        "1",
        "\"x\"",
        "null",
        "{}",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{\"nothing\":\"known\"}",
        "[".repeat(5_000),
        "{\"a\":".repeat(2_000),
        "{\"a\":" + "9".repeat(5_000) + "}",
        "{\"a\":1e999999999}",
        "\u0000",
        "{\"peer\":1,\"payload\":{},\"through\":[],\"name\":null,\"publicKey\":true}",
        "{\"peer\":\"!\",\"payload\":\"a=\",\"through\":\"-1\",\"name\":\"\",\"publicKey\":\"AA\"}",
        "{\"peer\":\"%s\",\"payload\":\"QR\",\"through\":\"%s\",\"name\":\"\\u0000\"}"
            .formatted("A".repeat(43), "9".repeat(18) + "0"),
        "{\"name\":\"x\",\"publicKey\":\"" + "_".repeat(42) + "8\"}",
        "{\"name\":\"" + "n".repeat(5_000) + "\",\"publicKey\":\"" + alice.publicKey() + "\"}",
        "{\"name\":\"x\",\"publicKey\":\"" + alice.publicKey() + "\",\"custody\":\"mine\"}",
        "{\"peer\":\"" + alice.identity() + "\"}",
        "{\"peer\":\"" + mallory.identity() + "\",\"policy\":{\"slotMessages\":-1}}",
        "{\"peer\":\"" + mallory.identity() + "\",\"policy\":{\"window\":100}}",
        "{\"peer\":\"" + mallory.identity() + "\",\"policy\":{\"approvalKinds\":1}}",
        "{\"peer\":\"" + mallory.identity() + "\",\"policy\":{\"approvers\":[1,{}]}}",
        "{\"peer\":\"" + mallory.identity() + "\",\"policy\":\"default\"}",
        "{\"peer\":\"" + mallory.identity() + "\",\"refresh\":{\"idleBumpAfter\":-1}}",
        "{\"refresh\":{\"idleBumpAfter\":\"PT1H\"}}",
        "{\"refresh\":{\"idleBumpAfter\":1e99}}",
        "{\"refresh\":{\"afterReceived\":2147483648}}",
        "{\"refresh\":{\"when\":\"yesterday\"}}",
        "{\"refresh\":{\"when\":[[]],\"more\":{}}}",
        "{\"refresh\":7}",
        "{\"peer\":\"" + mallory.identity() + "\",\"polcy\":{}}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withJson")
  void jsonThatIsNotWhatIsAskedForChangesNothing(Operation operation) {
    for (String json : badJson()) {
      HttpRequest.Builder request =
          request(operation, channel, right(operation))
              .uri(ofAlice(operation))
              .setHeader("Content-Type", "application/json")
              .method(operation.method(), BodyPublishers.ofString(json));

      assertProblem(TestApp.send(request), 400, 409, 415, 422);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("guarded")
  void oddQueriesAndHeadersAreRefusedOrIgnored(Operation operation) {
    for (String query :
        List.of(
            "?limit=-1&after=-1&wait=-1&state=NONE",
            "?limit=1e9&after=%00",
            "?limit=99999999999999999999&after=x&wait=x&state=%ff",
            "?%00=%00&&&=")) {
      HttpRequest.Builder request =
          request(operation, NOBODYS, operation.isOfApps() ? mallory.token() : credential)
              .uri(URI.create(uri(operation, NOBODYS) + query))
              .header("Accept", "no/such, */no")
              .header("Last-Event-ID", "x\u00e9")
              .header("Idempotency-Key", "k".repeat(100));

      assertThat(TestApp.send(request).status()).isBetween(200, 499);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void aMethodThatIsNotThereIsRefused(Operation operation) {
    HttpRequest.Builder request =
        request(operation, channel, right(operation)).method("PATCH", BodyPublishers.noBody());

    assertProblem(TestApp.send(request), 405);
  }

  @Test
  void bytesThatAreNoAddressAreAProblem() {
    for (URI listener : List.of(gateway.apps(), gateway.administration())) {
      for (String line :
          List.of(
              "GET /%zz HTTP/1.1",
              "GET /channels/%2 HTTP/1.1",
              "GET /{id} HTTP/1.1",
              "GET \\..\\..\\x HTTP/1.1",
              "GET /" + "x".repeat(20_000) + " HTTP/1.1",
              "GET",
              "\u0000\u0001\u0002")) {
        assertThat(raw(listener, line)).as(line).matches("(?s)HTTP/1\\.[01] 4.*|");
      }
    }
  }

  private static String raw(URI listener, String line) {
    try (Socket socket = new Socket(listener.getHost(), listener.getPort())) {
      socket.setSoTimeout((int) Ground.PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(
          (line + "\r\nHost: x\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      // Reset by a server that had enough.
      return "";
    }
  }

  @Test
  void theDocumentsAreServedAsTheyStand() {
    for (URI listener : List.of(gateway.apps(), gateway.administration())) {
      JsonNode document =
          TestApp.send(HttpRequest.newBuilder(listener.resolve("/openapi.json")).GET()).body();

      assertThat(document.path("openapi").asString()).startsWith("3.1");
    }
  }
}
