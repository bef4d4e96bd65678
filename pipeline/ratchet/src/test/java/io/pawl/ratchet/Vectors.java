package io.pawl.ratchet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Known answers of an independent implementation: the project's own copies, or, with the system
 * property {@code pawl.vectors}, the files of the same names in another folder.
 */
final class Vectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** The cases of a file. */
  static Stream<JsonNode> cases(String file) {
    return cases(file, System.getProperty("pawl.vectors"));
  }

  /** The cases of the project's own copy of a file. */
  static Stream<JsonNode> ownCases(String file) {
    return cases(file, null);
  }

  private static Stream<JsonNode> cases(String file, @Nullable String folder) {
    try (InputStream in =
        folder == null
            ? Vectors.class.getResourceAsStream("/vectors/" + file)
            : Files.newInputStream(Path.of(folder, file))) {
      return elements(JSON.readTree(in).get("cases"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static Bytes bytes(JsonNode node, String field) {
    return Bytes.fromHex(node.get(field).asText());
  }

  static Secret secret(JsonNode node, String field) {
    return Secret.owning(bytes(node, field).toArray());
  }

  /** Numbers stand as numbers or, where JSON's readers lose digits, as strings. */
  static long number(JsonNode node, String field) {
    return Long.parseLong(node.get(field).asText());
  }

  static Policy policy(JsonNode node) {
    List<Bytes> approvers = new ArrayList<>();
    node.path("approvers").forEach(key -> approvers.add(Bytes.fromHex(key.asText())));
    Policy defaults = Policy.DEFAULT;
    return new Policy(
        node.get("slotMessages").asInt(),
        node.get("overlap").asInt(),
        node.get("window").asInt(),
        node.path("cellBytes").asInt(defaults.cellBytes()),
        node.get("slotLookahead").asInt(),
        node.path("rekeyBurst").asInt(defaults.rekeyBurst()),
        node.path("idleBumps").asInt(defaults.idleBumps()),
        node.path("approvalsNeeded").asInt(),
        node.path("approvalKinds").asInt(),
        approvers);
  }
}
