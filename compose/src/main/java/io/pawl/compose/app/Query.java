package io.pawl.compose.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Text in the query of an address. */
final class Query {
  private Query() {}

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
