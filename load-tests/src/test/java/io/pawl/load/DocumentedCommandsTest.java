package io.pawl.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.PawlCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** What the documents say to type is what the command line takes. Nothing is run. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NOT_OURS = Set.of("target", ".git");

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh.*?\n(.*?)^```");
  private static final Pattern ANY_BLOCK = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern QUOTED = Pattern.compile("`((?:\\./)?pawl [^`]+)`");

  /** A command of ours, where a command may begin in a line of a script. */
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|[|&;(] *|docker compose run --rm )(?:\\./)?pawl +(\\S.*)");

  /** A word, or what ends a command: quoted parts belong to the word that they stand in. */
  private static final Pattern WORD =
      Pattern.compile("(?:\"(?:\\$\\([^)]*\\)|[^\"])*\"|'[^']*'|[^\\s\"'|&;<>()#])+|[|&;<>()#]");

  /** What readers put something in for, where not every word will do. */
  private static final Map<String, String> PLACEHOLDERS =
      Map.of("ID", "0".repeat(32), "NAME", "LOG_LOST", "REASON", "LOG_LOST");

  private static final String ENDS = "|&;<>()#";

  private static Stream<Path> documents() throws IOException {
    try (Stream<Path> walk = Files.walk(ROOT)) {
      return walk
          .filter(path -> path.toString().endsWith(".md"))
          .map(ROOT::relativize)
          .filter(path -> NOT_OURS.stream().noneMatch(each -> contains(path, each)))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static boolean contains(Path path, String part) {
    for (Path each : path) {
      if (each.toString().equals(part)) {
        return true;
      }
    }
    return false;
  }

  /** The arguments of the command that begins {@code text}. */
  private static List<String> arguments(String text) {
    List<String> arguments = new ArrayList<>();
    for (MatchResult word : WORD.matcher(text).results().toList()) {
      if (ENDS.contains(word.group())) {
        break;
      }
      String argument = word.group().replaceAll("^[\"']|[\"']$", "");
      arguments.add(PLACEHOLDERS.getOrDefault(argument, argument));
    }
    return arguments;
  }

  /** The commands of a document's scripts. */
  private static List<List<String>> commands(Path document) throws IOException {
    return BLOCK
        .matcher(Files.readString(document))
        .results()
        .flatMap(block -> block.group(1).replace("\\\n", " ").lines())
        .flatMap(line -> COMMAND.matcher(line).results())
        .map(command -> arguments(command.group(1)))
        .toList();
  }

  /** Why the command line does not take them, or null. */
  private static @Nullable String objection(List<String> arguments, boolean inFull) {
    try {
      PawlCommand.commandLine().parseArgs(arguments.toArray(String[]::new));
      return null;
    } catch (MissingParameterException e) {
      return inFull ? arguments + ": " + e.getMessage() : null;
    } catch (ParameterException e) {
      return arguments + ": " + e.getMessage();
    }
  }

  /** In a script a command is whole; in a sentence it may be named without all that it needs. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void everyCommandIsOne(Path document) throws IOException {
    String text = Files.readString(ROOT.resolve(document));
    Stream<String> inScripts =
        commands(ROOT.resolve(document)).stream().map(command -> objection(command, true));
    Stream<String> inSentences =
        QUOTED
            .matcher(ANY_BLOCK.matcher(text).replaceAll(""))
            .results()
            .map(command -> command.group(1).replaceFirst("^(\\./)?pawl +", ""))
            .map(command -> objection(arguments(command.replace("…", "")), false));

    assertThat(Stream.concat(inScripts, inSentences))
        .filteredOn(objection -> objection != null)
        .isEmpty();
  }

  /** Else the test above would hold of nothing. */
  @Test
  void commandsAreFound() throws IOException {
    assertThat(commands(ROOT.resolve("docs/quickstart.md")))
        .anySatisfy(command -> assertThat(command).startsWith("up", "--data"))
        .anySatisfy(command -> assertThat(command).endsWith("--receive", "1"));
  }
}
