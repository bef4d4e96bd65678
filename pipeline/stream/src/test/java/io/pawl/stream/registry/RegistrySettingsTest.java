package io.pawl.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "registry:8081",
        "ftp://registry",
        "http://",
        "http://a,",
        "http://a b",
        "://",
        "http://a,mock://b",
        "http://a?x=y",
        "file:///a?x",
        "file://host/a"
      })
  void anAddressThatIsNoneIsOneClearLine(String url) {
    assertThatThrownBy(() -> SchemaRegistry.connect(Map.of("schema.registry.url", url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "schema.registry.url must be file:/path, mock://scope, or http or https addresses"
                + " separated by commas");
  }

  @Test
  void aMissingAddressIsOneClearLine() {
    assertThatThrownBy(() -> SchemaRegistry.connect(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("schema.registry.url must be ");
  }

  @Test
  void whatIsNotUnderstoodIsNotPassedOver() {
    assertRefused("basic.auth.credentials.source", "SASL_INHERIT");
    assertRefused("basic.auth.credentials.source", "USER_INFO");
    assertRefused("http.read.timeout.ms", "soon");
    assertRefused("http.connect.timeout.ms", "0");
    assertRefused("auto.register.schemas", "perhaps");
    assertRefused("schema.registry.ssl.endpoint.identification.algorithm", "");
    assertRefused("schema.registry.ssl.truststore.location", "/does/not/exist");
    assertRefused("schema.registry.ssl.keystore.location", "/does/not/exist");
  }

  private static void assertRefused(String key, String value) {
    Map<String, String> config = new HashMap<>(Map.of("schema.registry.url", "http://a"));
    config.put(key, value);
    assertThatThrownBy(() -> SchemaRegistry.connect(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("\n");
  }

  @Test
  void settingsDoNotPrintTheirCredentials() {
    assertThat(
            RegistrySettings.of(
                Map.of("schema.registry.url", "https://scott:tiger@a:1/x/,http://b")))
        .hasToString("RegistrySettings[https://a:1/x, http://b]");
  }

  @Test
  void aMockScopeIsSharedAndOthersAreApart() {
    SchemaRegistry one = mock("one");
    Integer id = one.register("s", Schema.create(Schema.Type.INT)).block();

    assertThat(id).isEqualTo(1);
    assertThat(mock("one").schema(1).block()).isEqualTo(Schema.create(Schema.Type.INT));
    assertThatThrownBy(() -> mock("two").schema(1).block())
        .isInstanceOf(RegistryException.UnknownId.class);
  }

  private static SchemaRegistry mock(String scope) {
    return SchemaRegistry.connect(Map.of("schema.registry.url", "mock://settings-" + scope));
  }
}
