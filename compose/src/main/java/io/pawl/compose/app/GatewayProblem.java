package io.pawl.compose.app;

import com.fasterxml.jackson.databind.JsonNode;

/** What a gateway refused, by its problem details (RFC 9457). */
public final class GatewayProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  private GatewayProblem(int status, String code, String detail) {
    super("%s (%d): %s".formatted(code, status, detail));
    this.status = status;
    this.code = code;
  }

  static GatewayProblem of(int status, JsonNode details) {
    return new GatewayProblem(
        status,
        details.path("code").asText("UNEXPLAINED"),
        details.path("detail").asText(details.path("title").asText("no details")));
  }

  public int status() {
    return status;
  }

  /** The protocol's code, or the gateway's own. */
  public String code() {
    return code;
  }
}
