package io.pawl.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder = Path.of("");

  /** Makes a key pair, and its certificate as PEM, for whoever is at 127.0.0.1. */
  @BeforeEach
  void makeKeys() throws IOException, InterruptedException {
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=registry",
        "-ext",
        "san=ip:127.0.0.1",
        "-alias",
        "a",
        "-storetype",
        "PKCS12");
    keytool("-exportcert", "-rfc", "-alias", "a", "-file", path("registry.pem"));
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", path("registry.p12"), "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Map<String, String> bothStores(String truststore) {
    return Map.of(
        "schema.registry.ssl.truststore.location",
        path(truststore),
        "schema.registry.ssl.truststore.type",
        truststore.endsWith("pem") ? "PEM" : "PKCS12",
        "schema.registry.ssl.truststore.password",
        PASSWORD,
        "schema.registry.ssl.keystore.location",
        path("registry.p12"),
        "schema.registry.ssl.keystore.password",
        PASSWORD);
  }

  @Test
  void aTrustedRegistryIsAskedWithOurOwnCertificate() throws IOException {
    SSLContext context = Objects.requireNonNull(RegistryTls.context(bothStores("registry.p12")));
    try (var server =
        LoopbackRegistry.withMutualTls(context, 200, "{\"schema\":\"\\\"int\\\"\"}")) {
      for (String truststore : List.of("registry.p12", "registry.pem")) {
        try (var registry = connect(server, bothStores(truststore))) {
          assertThat(registry.schema(1).block()).isEqualTo(Schema.create(Schema.Type.INT));
        }
      }
    }
  }

  @Test
  void aRegistryThatIsNotTrustedIsNotAsked() throws IOException {
    SSLContext context = Objects.requireNonNull(RegistryTls.context(bothStores("registry.p12")));
    try (var server = LoopbackRegistry.withMutualTls(context, 200, "{\"schema\":\"\\\"int\\\"\"}");
        var registry = connect(server, Map.of())) {
      assertThatThrownBy(() -> registry.schema(1).block())
          .isInstanceOf(RegistryException.Unavailable.class)
          .hasMessageNotContaining("\n");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aWrongPasswordIsOneClearLine() {
    Map<String, String> config = new HashMap<>(bothStores("registry.p12"));
    config.put("schema.registry.ssl.keystore.password", "wrong");

    assertThatThrownBy(() -> RegistryTls.context(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the schema registry's keystore ")
        .hasMessageNotContaining("\n");
  }

  private static SchemaRegistry connect(LoopbackRegistry server, Map<String, String> tls) {
    Map<String, String> config = new HashMap<>(tls);
    config.put("schema.registry.url", "https://127.0.0.1:" + server.port());
    return SchemaRegistry.connect(config);
  }
}
