package io.pawl.service;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
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
public record Key<T>(String name, String otherwise, String limits, Function<String, T> parsing) {

  /** A whole number from {@code least} to {@code most}. */
  public static Key<Integer> whole(String name, int otherwise, int least, int most) {
    Key<Long> count = count(name, otherwise, least, most);
    return new Key<>(
        name,
        count.otherwise(),
        count.limits(),
        text -> Math.toIntExact(count.parsing().apply(text)));
  }

  /** The same where it may be large. */
  public static Key<Long> count(String name, long otherwise, long least, long most) {
    return new Key<>(
        name,
        String.valueOf(otherwise),
        "a whole number from %d to %d".formatted(least, most),
        text -> {
          long value = Long.parseLong(text);
          require(least <= value && value <= most);
          return value;
        });
  }

  /** Bytes, written as a size with its unit. */
  public static Key<Long> bytes(String name, long otherwise, DataSize least, DataSize most) {
    return new Key<>(
        name,
        print(DataSize.ofBytes(otherwise)),
        "a size from %dKB to %dMB".formatted(least.toKilobytes(), most.toMegabytes()),
        text -> {
          DataSize value = DataSize.parse(text.replace(" ", ""));
          require(least.compareTo(value) <= 0 && value.compareTo(most) <= 0);
          return value.toBytes();
        });
  }

  /** A time, written with its unit. */
  public static Key<Duration> duration(
      String name, Duration otherwise, Duration least, Duration most) {
    return new Key<>(
        name,
        print(otherwise),
        "a time from %s to %s".formatted(print(least), print(most)),
        text -> {
          Duration value = DurationStyle.detectAndParse(text);
          require(least.compareTo(value) <= 0 && value.compareTo(most) <= 0);
          return value;
        });
  }

  private static String print(DataSize size) {
    return DataSize.ofMegabytes(size.toMegabytes()).equals(size)
        ? size.toMegabytes() + "MB"
        : size.toBytes() + "B";
  }

  private static String print(Duration duration) {
    return DurationStyle.SIMPLE.print(
        duration, duration.toMillis() % 1_000 == 0 ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
  }

  /** True or false. */
  public static Key<Boolean> flag(String name, boolean otherwise) {
    return new Key<>(
        name,
        String.valueOf(otherwise),
        "true or false",
        text -> {
          require(text.equals("true") || text.equals("false"));
          return text.equals("true");
        });
  }

  /** One of an enum, in small letters and with dashes. */
  public static <E extends Enum<E>> Key<E> choice(String name, E otherwise) {
    Class<E> type = otherwise.getDeclaringClass();
    StringBuilder choices = new StringBuilder();
    for (E choice : type.getEnumConstants()) {
      choices.append(choices.isEmpty() ? "" : " or ").append(lower(choice.name()));
    }
    return new Key<>(
        name,
        lower(otherwise.name()),
        choices.toString(),
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A name of Kafka's: of a topic or a group. */
  public static Key<String> name(String name, String otherwise) {
    return new Key<>(
        name,
        otherwise,
        "1 to 200 letters, digits, dots, underscores and dashes",
        text -> {
          require(text.matches("[a-zA-Z0-9._-]{1,200}"));
          return text;
        });
  }

  /** Where something stands; nothing is if it is not given. */
  public static Key<Path> file(String name) {
    return new Key<>(name, "", "the path of a file", Path::of);
  }

  /** Whatever is given. */
  public static Key<String> text(String name, String otherwise) {
    return new Key<>(name, otherwise, "some text", text -> text);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException();
    }
  }
}
