package io.pawl.gateway.http;

import io.pawl.gateway.Code;
import io.pawl.gateway.GatewayFailure;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Between JSON and its text, within limits. */
final class JsonText {
  /** The deepest that is asked for is a policy's list of approvers, 3. */
  private static final int MAX_DEPTH = 8;

  /** No number that is asked for has more than 19 digits. */
  private static final int MAX_NUMBER = 32;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER)
                          .build())
                  // Of two values, two readers could take different ones.
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /**
   * The object in a body.
   *
   * @throws GatewayFailure {@code BAD_JSON}; its detail quotes nothing of the body
   */
  static ObjectNode read(byte[] body) {
    JsonNode read;
    try {
      read = MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw GatewayFailure.of(
          Code.BAD_JSON,
          "it is not JSON, is nested deeper than " + MAX_DEPTH + ", or names a field twice",
          e);
    }
    if (read instanceof ObjectNode object) {
      return object;
    }
    throw new GatewayFailure(Code.BAD_JSON, "it must be a JSON object");
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static byte[] bytes(JsonNode json) {
    return MAPPER.writeValueAsBytes(json);
  }

  static String text(JsonNode json) {
    return MAPPER.writeValueAsString(json);
  }
}
