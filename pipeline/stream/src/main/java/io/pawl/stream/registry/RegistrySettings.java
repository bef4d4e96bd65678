package io.pawl.stream.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where registries are and how to speak with them, by the keys of Confluent's own clients.
 *
 * @param addresses base addresses without credentials and without a slash at the end, at least one
 * @param authorization the header of that name; null for none
 * @param tls null for the platform's trust
 * @param connectTimeout for a connection to one registry
 * @param readTimeout for a whole request to one registry
 * @param register whether schemas may be registered, or only found
 */
record RegistrySettings(
    List<URI> addresses,
    @Nullable String authorization,
    @Nullable SSLContext tls,
    Duration connectTimeout,
    Duration readTimeout,
    boolean register) {
  static final String URL = "schema.registry.url";

  /** Confluent's default is a minute: too long for a second registry to be of use. */
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  private static final int READ_TIMEOUT_MS = 15_000;

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException if it makes no sense, in one clear line
   */
  static RegistrySettings of(Map<String, String> config) {
    List<URI> addresses = new ArrayList<>();
    @Nullable String userInfoOfAddress = null;
    for (String text : config.getOrDefault(URL, "").split(",", -1)) {
      URI address = address(text.strip());
      if (userInfoOfAddress == null) {
        userInfoOfAddress = address.getRawUserInfo();
      }
      addresses.add(withoutUserInfo(address));
    }
    return new RegistrySettings(
        List.copyOf(addresses),
        authorization(config, userInfoOfAddress),
        RegistryTls.context(config),
        millis(config, "http.connect.timeout.ms", CONNECT_TIMEOUT_MS),
        millis(config, "http.read.timeout.ms", READ_TIMEOUT_MS),
        flag(config, "auto.register.schemas"));
  }

  /** The file of a registry whose address begins with {@link SchemaRegistry#FILE}. */
  static Path file(String url) {
    try {
      return Path.of(URI.create(url));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw noAddress();
    }
  }

  private static IllegalArgumentException noAddress() {
    return new IllegalArgumentException(
        URL + " must be file:/path, mock://scope, or http or https addresses separated by commas");
  }

  private static URI address(String text) {
    try {
      URI address = new URI(text.replaceAll("/+$", ""));
      String scheme = address.getScheme() == null ? "" : address.getScheme();
      if ((scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
          && address.getHost() != null
          && address.getRawQuery() == null
          && address.getRawFragment() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Said below, without the text: it may hold a password.
    }
    throw noAddress();
  }

  private static URI withoutUserInfo(URI address) {
    String text = address.toString();
    int at = text.indexOf('@');
    return address.getRawUserInfo() == null
        ? address
        : URI.create(address.getScheme() + "://" + text.substring(at + 1));
  }

  private static @Nullable String authorization(
      Map<String, String> config, @Nullable String userInfoOfAddress) {
    String bearer = config.getOrDefault("bearer.auth.credentials.source", "STATIC_TOKEN");
    String token = get(config, "bearer.auth.token");
    if (token != null) {
      if (!bearer.equals("STATIC_TOKEN")) {
        throw new IllegalArgumentException(
            "bearer.auth.credentials.source must be STATIC_TOKEN, not " + bearer);
      }
      return "Bearer " + token;
    }
    String userInfo =
        switch (sourceOfBasic(config).toUpperCase(Locale.ROOT)) {
          case "URL" ->
              userInfoOfAddress == null
                  ? null
                  : URLDecoder.decode(userInfoOfAddress, StandardCharsets.UTF_8);
          case "USER_INFO" -> required(config, "basic.auth.user.info");
          default ->
              throw new IllegalArgumentException(
                  "basic.auth.credentials.source must be URL or USER_INFO");
        };
    return userInfo == null
        ? null
        : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  /** Confluent's default is URL even where a user is configured, which then is silently unused. */
  private static String sourceOfBasic(Map<String, String> config) {
    String source = get(config, "basic.auth.credentials.source");
    if (source != null) {
      return source;
    }
    return get(config, "basic.auth.user.info") == null ? "URL" : "USER_INFO";
  }

  private static String required(Map<String, String> config, String key) {
    String value = get(config, key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  /** Confluent's clients take each key with and without their own prefix. */
  static @Nullable String get(Map<String, String> config, String key) {
    String prefixed = config.get("schema.registry." + key);
    return prefixed != null ? prefixed : config.get(key);
  }

  private static Duration millis(Map<String, String> config, String key, int otherwise) {
    String value = get(config, key);
    if (value == null) {
      return Duration.ofMillis(otherwise);
    }
    try {
      int millis = Integer.parseInt(value.strip());
      if (millis > 0) {
        return Duration.ofMillis(millis);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(key + " must be a positive number, not " + value);
  }

  private static boolean flag(Map<String, String> config, String key) {
    String value = get(config, key);
    return switch (value == null ? "true" : value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(key + " must be true or false, not " + value);
    };
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "RegistrySettings" + addresses;
  }
}
