package io.pawl.load.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.pawl.compose.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads scenarios, which are small YAML files: those that come along by name, any by its path. */
final class ScenarioFile {
  /** Those that come along. */
  static final List<String> BUNDLED =
      List.of("steady", "burst", "reconnect-storm", "hot-channel", "million-channels", "attack");

  /** No scenario is longer. */
  private static final int MOST_BYTES = 64 << 10;

  private static final Set<String> FIELDS =
      new TreeSet<>(
          List.of(
              "description",
              "duration",
              "warm-up",
              "channels",
              "drawn",
              "rate",
              "size",
              "loss",
              "reorder",
              "replay",
              "attack",
              "churn",
              "hot-channel",
              "reconnects"));

  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final String name;
  private final JsonNode root;

  private ScenarioFile(String name, JsonNode root) {
    this.name = name;
    this.root = root;
  }

  /**
   * The scenario of that name, or else in that file.
   *
   * @throws CommandFailure if there is none, or it is none: names the field and what it may be
   */
  static Scenario read(String nameOrPath) {
    try {
      if (BUNDLED.contains(nameOrPath)) {
        return parse(nameOrPath, bundled(nameOrPath));
      }
      Path file = Path.of(nameOrPath);
      if (!Files.isRegularFile(file)) {
        throw new CommandFailure(
            "%s is no file, and no scenario that comes along: those are %s"
                .formatted(nameOrPath, String.join(", ", BUNDLED)));
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new CommandFailure(
            "%s has more than %,d bytes: it is no scenario".formatted(file, MOST_BYTES));
      }
      return parse(
          String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", ""), Files.readString(file));
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be read: %s".formatted(nameOrPath, e.getMessage()), e);
    }
  }

  private static String bundled(String name) throws IOException {
    try (InputStream in = ScenarioFile.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IOException("it is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The scenario in a text.
   *
   * @throws CommandFailure if it is none: names the field and what it may be
   */
  static Scenario parse(String name, String text) {
    try {
      JsonNode root = YAML.readTree(text);
      if (root == null || !root.isObject()) {
        throw new IllegalArgumentException("it must be a mapping of fields to values");
      }
      return new ScenarioFile(name, root).scenario();
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "scenario %s is no YAML: %s".formatted(name, e.getOriginalMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("scenario %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private Scenario scenario() {
    requireKnown("", root, FIELDS);
    return new Scenario(
        name,
        root.path("description").asText(""),
        time("duration", root.get("duration"), Duration.ofSeconds(60)),
        time("warm-up", root.get("warm-up"), Duration.ofSeconds(10)),
        Math.toIntExact(whole("channels", root.get("channels"), 100)),
        flag("drawn"),
        rate(root.get("rate")),
        sizes(root.get("size")),
        new Shares(
            number("loss"), number("reorder"), number("replay"), number("attack"), number("churn")),
        number("hot-channel"),
        reconnects(root.get("reconnects")));
  }

  private static void requireKnown(String prefix, JsonNode node, Set<String> known) {
    node.fieldNames()
        .forEachRemaining(field -> {
          if (!known.contains(field)) {
            throw new IllegalArgumentException(
                "%s%s is no field; there are %s"
                    .formatted(prefix, field, String.join(", ", known)));
          }
        });
  }

  private static Duration time(String field, @Nullable JsonNode given, Duration otherwise) {
    return given == null ? otherwise : time(field, given.asText());
  }

  /** A time with its unit. */
  static Duration time(String field, String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException(
          "%s must be a time such as 500ms, 30s, 5m or 1h, not '%s'".formatted(field, text));
    }
    double unit =
        switch (time.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          default -> 3_600_000;
        };
    return Duration.ofMillis(Math.round(Double.parseDouble(time.group(1)) * unit));
  }

  private static long whole(String field, @Nullable JsonNode given, long otherwise) {
    if (given == null) {
      return otherwise;
    }
    if (!given.isIntegralNumber() || !given.canConvertToInt()) {
      throw new IllegalArgumentException(
          "%s must be a whole number, not %s".formatted(field, given));
    }
    return given.asLong();
  }

  private boolean flag(String field) {
    JsonNode given = root.get(field);
    if (given != null && !given.isBoolean()) {
      throw new IllegalArgumentException(
          "%s must be true or false, not %s".formatted(field, given));
    }
    return given != null && given.asBoolean();
  }

  private double number(String field) {
    JsonNode given = root.get(field);
    return given == null ? 0 : number(field, given);
  }

  private static double number(String field, JsonNode given) {
    if (!given.isNumber()) {
      throw new IllegalArgumentException("%s must be a number, not %s".formatted(field, given));
    }
    return given.asDouble();
  }

  /** A number, or a mapping of times to numbers. */
  private static Rate rate(@Nullable JsonNode given) {
    if (given == null) {
      throw new IllegalArgumentException(
          "rate is missing: messages per second, or a mapping of times to them");
    }
    if (!given.isObject()) {
      return Rate.steady(number("rate", given));
    }
    List<Rate.Step> steps = new ArrayList<>();
    for (Map.Entry<String, JsonNode> step : given.properties()) {
      steps.add(new Rate.Step(time("rate", step.getKey()), number("rate", step.getValue())));
    }
    return new Rate(steps);
  }

  /** A number of bytes, or the least and the most. */
  private static Sizes sizes(@Nullable JsonNode given) {
    if (given == null || !given.isObject()) {
      int size = Math.toIntExact(whole("size", given, 256));
      return new Sizes(size, size);
    }
    requireKnown("size.", given, new TreeSet<>(Set.of("least", "most")));
    return new Sizes(
        Math.toIntExact(whole("size.least", given.get("least"), Sizes.LEAST)),
        Math.toIntExact(whole("size.most", given.get("most"), Sizes.MOST)));
  }

  private static Reconnects reconnects(@Nullable JsonNode given) {
    if (given == null) {
      return Reconnects.NONE;
    }
    requireKnown("reconnects.", given, new TreeSet<>(Set.of("clients", "every")));
    return new Reconnects(
        Math.toIntExact(whole("reconnects.clients", given.get("clients"), 20)),
        time("reconnects.every", given.get("every"), Duration.ofSeconds(10)));
  }
}
