package io.pawl.gateway.http;

import io.pawl.ratchet.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An app as one would be written elsewhere: HTTP, JSON and a key, and nothing of Pawl. */
final class TestApp {
  static final JsonMapper JSON = new JsonMapper();
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KeyPair keys;
  private URI gateway = URI.create("http://127.0.0.1");
  private String id = "";
  private String identity = "";

  private TestApp(KeyPair keys) {
    this.keys = keys;
  }

  /** What came back. */
  record Reply(int status, JsonNode body, HttpResponse<String> response) {
    String code() {
      return body.path("code").asString("");
    }

    String text(String field) {
      return body.path(field).asString("");
    }
  }

  static TestApp withNewKey() {
    try {
      return new TestApp(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Registers at a gateway. */
  static TestApp register(HttpGateway gateway, String credential, String name) {
    return register(gateway, credential, name, "gateway");
  }

  static TestApp register(HttpGateway gateway, String credential, String name, String custody) {
    TestApp app = withNewKey().at(gateway);
    Reply reply =
        send(
            HttpRequest.newBuilder(gateway.administration().resolve("/apps"))
                .header("Authorization", "Bearer " + credential)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"name\":\"%s\",\"publicKey\":\"%s\",\"custody\":\"%s\"}"
                            .formatted(name, app.publicKey(), custody))));
    if (reply.status() != 201) {
      throw new AssertionError(reply.toString());
    }
    app.id = reply.text("id");
    app.identity = reply.text("identity");
    return app;
  }

  /** The same app, where the gateway is now. */
  TestApp at(HttpGateway gateway) {
    this.gateway = gateway.apps();
    return this;
  }

  String id() {
    return id;
  }

  String identity() {
    return identity;
  }

  Bytes identityBytes() {
    return Bytes.wrap(Base64.getUrlDecoder().decode(identity));
  }

  /** Of 44 bytes, the last 32 are the key. */
  String publicKey() {
    byte[] encoded = keys.getPublic().getEncoded();
    return BASE64.encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }

  /** Of 48 bytes, the last 32 are the seed of the key. */
  byte[] seed() {
    byte[] encoded = keys.getPrivate().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  /** A token that is as it must be. */
  String token() {
    return token(
        id, "pawl-gateway", Instant.now(), Duration.ofMinutes(1), UUID.randomUUID().toString());
  }

  String token(String issuer, String audience, Instant issued, Duration life, String jti) {
    return sign(
        "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}",
        "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"jti\":\"%s\"}"
            .formatted(
                issuer,
                audience,
                issued.getEpochSecond(),
                issued.plus(life).getEpochSecond(),
                jti));
  }

  /** Signs any header and claims. */
  String sign(String header, String claims) {
    String signed = encode(header) + "." + encode(claims);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  HttpRequest.Builder request(String path) {
    return request(path, token());
  }

  HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(gateway + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  Reply get(String path) {
    return send(request(path).header("Accept", "application/json").GET());
  }

  Reply post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  Reply post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  Reply delete(String path) {
    return send(request(path).DELETE());
  }

  /** Sends a payload on a channel. */
  Reply say(String channel, String text, @Nullable String key) {
    HttpRequest.Builder request =
        request("/channels/" + channel + "/messages")
            .header("Content-Type", "application/octet-stream");
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return send(request.POST(BodyPublishers.ofString(text)));
  }

  static Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      String body = response.body();
      boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Reply(response.statusCode(), JSON.readTree(json ? body : "{}"), response);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
