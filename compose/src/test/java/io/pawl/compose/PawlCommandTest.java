package io.pawl.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.demo.Demo;
import io.pawl.compose.demo.DemoReport;
import io.pawl.compose.demo.DemoSettings;
import io.pawl.compose.demo.Tally;
import io.pawl.stream.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PawlCommandTest {
  @TempDir private Path folder = Path.of("");

  private final List<DemoSettings> runs = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  /** Reads its input, and says of it that it arrived. */
  private final Demo clean =
      (settings, input, progress) -> {
        runs.add(settings);
        for (int i = 0; i < input.count(); i++) {
          lines.add(new String(input.line(i), UTF_8));
        }
        return report(0);
      };

  private static DemoReport report(long undetected) {
    return new DemoReport(
        1, new Tally(5, 5, 0, 0, 0, 0), 5, 0, Map.of(), undetected, 0, 1, 1, 1, 1);
  }

  private static CommandRun run(Demo demo, String... arguments) {
    return CommandRun.of(PawlCommand.commandLine(demo), arguments);
  }

  /** What it prints when all goes well. */
  private String printed(String... arguments) {
    CommandRun run = run(clean, arguments);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  private void assertUsedWrongly(String message, String hint, String... arguments) {
    CommandRun run = run(clean, arguments);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines()).containsExactly(message, hint);
    assertThat(run.out()).isEmpty();
  }

  private static void assertFailed(String message, Demo demo, String... arguments) {
    CommandRun run = run(demo, arguments);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).containsExactly(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(printed("--version").lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).matches("pawl \\d+\\.\\d+\\.\\d+.*"));
  }

  @Test
  void helpNamesTheCommandsAndTheirOptions() {
    assertThat(printed("--help")).contains("demo").contains("--verbose");
    assertThat(printed("demo", "--help"))
        .contains("--input", "--channels", "--seed", "--json", "Default: 50");
  }

  @Test
  void anUnknownOptionIsOneLineAndAHint() {
    assertUsedWrongly(
        "pawl: Unknown option: '--sede'", "Try 'pawl demo --help'.", "demo", "--sede");
  }

  @Test
  void anUnknownCommandIsToldAsOne() {
    assertUsedWrongly("pawl: Unknown command: 'dmeo'", "Try 'pawl --help'.", "dmeo");
  }

  @Test
  void whatStopsALaneIsExplainedWithTheWayOut() {
    for (StopReason reason : StopReason.values()) {
      assertThat(printed("explain", reason.name())).contains(reason.name(), "Way out: ");
    }
  }

  @Test
  void aReasonThatIsNoneIsTold() {
    assertUsedWrongly(
        "pawl: Invalid value for positional parameter at index 0 (REASON): expected one of"
            + " [OFFSET_MISSING, OFFSET_BEFORE_BARRIER, POSITION_BEYOND_OFFSET, LOG_TOO_SHORT,"
            + " LOG_LOST, FACTS_LOST, DESCRIPTOR_BEYOND_POSITION, OTHER_LOG,"
            + " CHECKPOINTS_INCOMPLETE, CHECKPOINTS_DAMAGED, SCHEMA_LOST] (case-sensitive) but was"
            + " 'LOST'",
        "Try 'pawl explain --help'.",
        "explain",
        "LOST");
  }

  @Test
  void noCommandIsTold() {
    assertUsedWrongly("pawl: Missing required subcommand", "Try 'pawl --help'.");
  }

  @Test
  void aNumberOfChannelsOutOfItsLimitsIsTold() {
    assertUsedWrongly(
        "pawl: --channels must be from 1 to 2,000, not 0",
        "Try 'pawl demo --help'.",
        "demo",
        "--channels",
        "0");
    assertThat(runs).isEmpty();
  }

  @Test
  void aNumberThatIsNoneIsTold() {
    assertUsedWrongly(
        "pawl: Invalid value for option '--channels': 'many' is not an int",
        "Try 'pawl demo --help'.",
        "demo",
        "--channels=many");
  }

  @Test
  void theDemoRunsAsAsked() throws IOException {
    Path file = folder.resolve("text");
    Files.writeString(file, "one\ntwo");
    String input = file.toString();

    String printed = printed("demo", "--channels", "7", "--seed", "-3", "--input", input);

    assertThat(runs).containsExactly(new DemoSettings(7, -3));
    assertThat(lines).containsExactly("one", "two");
    assertThat(printed).contains("Every line arrived once");
  }

  @Test
  void theJsonIsAllOfTheOutput() {
    assertThat(printed("demo", "--json").lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("{\"sent\":5,");
    assertThat(lines).hasSizeGreaterThan(20_000);
  }

  @Test
  void aRunThatIsNotCleanFailsWithItsReport() {
    CommandRun run = run((settings, input, progress) -> report(2), "demo");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("FAILED").contains("undetected 2");
  }

  @Test
  void anInputThatIsNotThereIsOneLine() {
    Path none = folder.resolve("none");
    assertFailed("pawl: no such file: " + none, clean, "demo", "--input", none.toString());
  }

  @Test
  void aFolderAsInputIsOneLine() {
    assertFailed(
        "pawl: " + folder + " is a folder, not a file",
        clean,
        "demo",
        "--input",
        folder.toString());
  }

  @Test
  void anInputWithoutLinesIsOneLine() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    assertFailed("pawl: the input has no lines", clean, "demo", "--input", empty.toString());
  }

  @Test
  void aFailureIsOneLineAndItsTraceOnlyWithVerbose() {
    Demo failing =
        (settings, input, progress) -> {
          throw new IOException("no room", new IOException("disk full"));
        };
    assertFailed("pawl: no room: disk full", failing, "demo");

    CommandRun verbose = run(failing, "demo", "--verbose");
    assertThat(verbose.status()).isEqualTo(1);
    assertThat(verbose.err()).contains("Caused by: java.io.IOException: disk full");
  }
}
