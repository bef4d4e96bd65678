package io.pawl.processor.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Something that the service can be told.
 *
 * @param name with its prefix, in the form that the documentation uses
 * @param otherwise what holds if it is not given; empty if nothing does
 * @param limits what a value must be, as it completes "must be"
 * @param parsing of a value; throws {@link IllegalArgumentException} for one beyond the limits
 */
record Key<T>(String name, String otherwise, String limits, Function<String, T> parsing) {

  static Key<Integer> whole(String name, int otherwise, int least, int most) {
    return new Key<>(
        name,
        String.valueOf(otherwise),
        "a whole number from %d to %d".formatted(least, most),
        text -> {
          int value = Integer.parseInt(text);
          require(least <= value && value <= most);
          return value;
        });
  }

  static Key<Long> bytes(String name, String otherwise, DataSize least, DataSize most) {
    return new Key<>(
        name,
        otherwise,
        "a size from %dKB to %dMB".formatted(least.toKilobytes(), most.toMegabytes()),
        text -> {
          DataSize value = DataSize.parse(text.replace(" ", ""));
          require(least.compareTo(value) <= 0 && value.compareTo(most) <= 0);
          return value.toBytes();
        });
  }

  static Key<Duration> duration(String name, String otherwise, Duration least, Duration most) {
    return new Key<>(
        name,
        otherwise,
        "a time from %s to %s".formatted(print(least), print(most)),
        text -> {
          Duration value = DurationStyle.detectAndParse(text);
          require(least.compareTo(value) <= 0 && value.compareTo(most) <= 0);
          return value;
        });
  }

  private static String print(Duration duration) {
    return DurationStyle.SIMPLE.print(
        duration,
        duration.toMillis() % 1_000 == 0
            ? java.time.temporal.ChronoUnit.SECONDS
            : java.time.temporal.ChronoUnit.MILLIS);
  }

  static Key<Boolean> flag(String name, boolean otherwise) {
    return new Key<>(
        name,
        String.valueOf(otherwise),
        "true or false",
        text -> {
          require(text.equals("true") || text.equals("false"));
          return text.equals("true");
        });
  }

  static <E extends Enum<E>> Key<E> choice(String name, E otherwise) {
    Class<E> type = otherwise.getDeclaringClass();
    StringBuilder choices = new StringBuilder();
    for (E choice : type.getEnumConstants()) {
      choices.append(choices.isEmpty() ? "" : " or ").append(lower(choice.name()));
    }
    return new Key<>(
        name,
        lower(otherwise.name()),
        choices.toString(),
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** A name of Kafka's: of a topic or a group. */
  static Key<String> name(String name, String otherwise) {
    return new Key<>(
        name,
        otherwise,
        "1 to 200 letters, digits, dots, underscores and dashes",
        text -> {
          require(text.matches("[a-zA-Z0-9._-]{1,200}"));
          return text;
        });
  }

  static Key<Path> file(String name) {
    return new Key<>(name, "", "the path of a file", Path::of);
  }

  static Key<String> text(String name, String otherwise) {
    return new Key<>(name, otherwise, "some text", text -> text);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException();
    }
  }
}
