package io.pawl.compose.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file of the project, as far as links lead from it and into it.
 *
 * @param file relative to the project's root
 * @param text without blocks of code, in which nothing is a link or a heading
 */
record Markdown(Path file, String text) {
  /** The project's root: tests run in their module's folder. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> NOT_OURS = Set.of("target", ".git");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)>\\s]+)>?(?: \"[^\"]*\")?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  static Markdown read(Path path) {
    try {
      return new Markdown(
          ROOT.relativize(path), CODE_BLOCK.matcher(Files.readString(path)).replaceAll(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of the project. */
  static List<Markdown> all() {
    return files(".md").map(Markdown::read).toList();
  }

  /** All files of the project whose names end so. */
  static Stream<Path> files(String suffix) {
    try (Stream<Path> walk = Files.walk(ROOT)) {
      return walk
          .filter(path -> path.toString().endsWith(suffix))
          .filter(path -> Stream.of(ROOT.relativize(path)).noneMatch(Markdown::isNotOurs))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNotOurs(Path path) {
    for (Path part : path) {
      if (NOT_OURS.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }

  /** What its links name: addresses, files, anchors. */
  List<String> links() {
    return LINK.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** What stands between backquotes. */
  List<String> quoted() {
    return QUOTED.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** The anchors that its headings have where it is shown: letters, digits, dashes. */
  Set<String> anchors() {
    Set<String> anchors = new TreeSet<>();
    Map<String, Integer> seen = new HashMap<>();
    HEADING
        .matcher(text)
        .results()
        .map(match -> anchor(match.group(1)))
        .forEach(anchor -> {
          int before = seen.merge(anchor, 1, Integer::sum) - 1;
          anchors.add(before == 0 ? anchor : anchor + "-" + before);
        });
    return anchors;
  }

  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  /** Names the test that it is the argument of. */
  @Override
  public String toString() {
    return file.toString();
  }
}
