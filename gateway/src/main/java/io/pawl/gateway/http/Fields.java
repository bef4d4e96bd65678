package io.pawl.gateway.http;

import io.pawl.gateway.Code;
import io.pawl.gateway.GatewayFailure;
import io.pawl.ratchet.Bytes;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of a JSON object, each with its limits. Every error is {@code BAD_FIELD}, and
 * says which field must be what.
 */
final class Fields {
  private final String prefix;
  private final ObjectNode object;
  private final Set<String> read = new HashSet<>();

  private Fields(String prefix, ObjectNode object) {
    this.prefix = prefix;
    this.object = object;
  }

  static Fields of(ObjectNode object) {
    return new Fields("", object);
  }

  private @Nullable JsonNode field(String name) {
    read.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** A text of 1 to {@code most} characters, none of them for control; null if it is not there. */
  @Nullable String textIfAny(String name, int most) {
    JsonNode value = field(name);
    if (value == null) {
      return null;
    }
    String text = value.isString() ? value.stringValue() : "";
    if (text.isBlank() || text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
      throw bad(name, "a text of 1 to " + most + " characters");
    }
    return text;
  }

  String text(String name, int most) {
    String text = textIfAny(name, most);
    if (text == null) {
      throw bad(name, "given: a text of 1 to " + most + " characters");
    }
    return text;
  }

  /** Bytes in base64url without padding. */
  byte[] bytes(String name) {
    JsonNode value = field(name);
    if (value == null || !value.isString()) {
      throw bad(name, "a text in base64url without padding");
    }
    return decode(name, value.stringValue());
  }

  private byte[] decode(String name, String text) {
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(text);
      // Java's decoder takes padding, and bits that are no part of a byte.
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(text)) {
        return decoded;
      }
    } catch (IllegalArgumentException e) {
      // Its message quotes what it could not decode.
    }
    throw bad(name, "base64url without padding");
  }

  /** Exactly {@code length} bytes. */
  Bytes key(String name, int length) {
    byte[] decoded = bytes(name);
    if (decoded.length != length) {
      throw bad(name, length + " bytes in base64url without padding");
    }
    return Bytes.wrap(decoded);
  }

  /** A list of such keys; empty if it is not there. */
  List<Bytes> keys(String name, int length, int most) {
    JsonNode value = field(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.size() > most) {
      throw bad(name, "a list of at most " + most);
    }
    return value
        .valueStream()
        .map(each -> {
          byte[] key = decode(name, each.isString() ? each.stringValue() : "!");
          if (key.length != length) {
            throw bad(name, "a list of keys of " + length + " bytes");
          }
          return Bytes.wrap(key);
        })
        .toList();
  }

  /** A whole number; {@code otherwise} if it is not there. */
  int whole(String name, int otherwise, int least, int most) {
    JsonNode value = field(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw bad(name, "a whole number from %d to %d".formatted(least, most));
    }
    return value.intValue();
  }

  /** One of an enum, in small letters; {@code otherwise} if it is not there. */
  <E extends Enum<E>> E choice(String name, E otherwise) {
    String text = textIfAny(name, 32);
    if (text == null) {
      return otherwise;
    }
    E[] choices = otherwise.getDeclaringClass().getEnumConstants();
    for (E choice : choices) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw bad(
        name,
        "one of "
            + Stream.of(choices)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }

  /** An object; null if it is not there. */
  @Nullable Fields object(String name) {
    JsonNode value = field(name);
    if (value == null) {
      return null;
    }
    if (value instanceof ObjectNode inner) {
      return new Fields(prefix + name + ".", inner);
    }
    throw bad(name, "an object");
  }

  /** That there is nothing else: a misspelled field would silently not hold. */
  void noOthers() {
    for (String name : object.propertyNames()) {
      if (!read.contains(name)) {
        throw new GatewayFailure(
            Code.BAD_FIELD,
            "the body%s has fields that are not known; those that are: %s"
                .formatted(
                    prefix.isEmpty() ? "" : "'s " + prefix.replaceFirst("\\.$", ""),
                    read.stream().sorted().toList()));
      }
    }
  }

  private GatewayFailure bad(String name, String what) {
    return new GatewayFailure(Code.BAD_FIELD, "%s%s must be %s".formatted(prefix, name, what));
  }
}
