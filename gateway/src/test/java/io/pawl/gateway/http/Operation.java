package io.pawl.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import tools.jackson.databind.JsonNode;

/**
 * An operation of an OpenAPI document.
 *
 * @param document that has it
 * @param method in capitals
 * @param types of a body that it takes; none if it takes none
 * @param guarded whether it asks for a token
 */
record Operation(String document, String method, String path, List<String> types, boolean guarded) {

  static List<Operation> all() {
    List<Operation> all = new ArrayList<>();
    all.addAll(of(OpenApi.APPS));
    all.addAll(of(OpenApi.ADMINISTRATION));
    return all;
  }

  static List<Operation> of(String document) {
    JsonNode read;
    try (InputStream stream = OpenApi.class.getResourceAsStream(document)) {
      read = TestApp.JSON.readTree(Objects.requireNonNull(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Operation> operations = new ArrayList<>();
    read.path("paths")
        .forEachEntry((path, methods) ->
            methods.forEachEntry((method, operation) ->
                operations.add(
                    new Operation(
                        document,
                        method.toUpperCase(Locale.ROOT),
                        path,
                        List.copyOf(operation.path("requestBody").path("content").propertyNames()),
                        !operation.has("security")))));
    return operations;
  }

  boolean isOfApps() {
    return document.equals(OpenApi.APPS);
  }

  boolean changesSomething() {
    return !method.equals("GET");
  }

  boolean takesJson() {
    return types.contains("application/json");
  }

  boolean namesAnId() {
    return path.contains("{");
  }

  boolean namesAChannel() {
    return path.contains("/channels/{id}");
  }

  String at(String id) {
    return path.replaceAll("\\{[a-zA-Z]+\\}", Matcher.quoteReplacement(id));
  }

  @Override
  public String toString() {
    return method + " " + path + (isOfApps() ? "" : " (administration)");
  }
}
