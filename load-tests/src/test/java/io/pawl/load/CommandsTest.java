package io.pawl.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.PawlCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = PawlCommand.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  private void assertUsedWrongly(String message, String hint, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly(message, hint);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpNamesTheCommandsOfThisModule() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("demo", "bench");
    assertThat(run("bench", "--help")).isZero();
    assertThat(out.toString()).contains("core", "processor", "recovery");
    assertThat(run("bench", "core", "--help")).isZero();
    assertThat(out.toString()).contains("--seconds", "--json", "--verbose");
  }

  @Test
  void aFamilyWithoutACommandIsTold() {
    assertUsedWrongly("pawl: Missing required subcommand", "Try 'pawl bench --help'.", "bench");
  }

  @Test
  void anUnknownOptionIsOneLineAndAHint() {
    assertUsedWrongly(
        "pawl: Unknown option: '--jsno'",
        "Try 'pawl bench core --help'.",
        "bench",
        "core",
        "--jsno");
  }

  @Test
  void moreChannelsThanThePartitionsCanTakeIsTold() {
    assertUsedWrongly(
        "pawl: --channels must be from 1 to 800,000, not 1,000,000",
        "Try 'pawl bench recovery --help'.",
        "bench",
        "recovery",
        "--partitions=2");
  }

  @Test
  void aNumberOutOfItsLimitsIsTold() {
    assertUsedWrongly(
        "pawl: --seconds must be from 1 to 600, not 0",
        "Try 'pawl bench core --help'.",
        "bench",
        "core",
        "--seconds=0");
  }

  @Test
  void aLoadOutOfItsLimitsIsTold() {
    assertUsedWrongly(
        "pawl: --records must be from 1,000 to 20,000,000, not 1",
        "Try 'pawl bench processor --help'.",
        "bench",
        "processor",
        "--records",
        "1");
  }

  @Test
  void aScenarioThatIsNoneIsToldBeforeAnythingStarts() {
    assertThat(run("load", "stedy")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("pawl: stedy is no file, and no scenario that comes along: those are steady,");
  }

  @Test
  void anOptionThatTheScenarioCannotTakeIsTold() {
    assertUsedWrongly(
        "pawl: --channels must be from 1 to 50,000, not 0",
        "Try 'pawl load --help'.",
        "load",
        "steady",
        "--channels=0");
  }

  @Test
  void aSystemThatRunsIsNamedInFullOrNotAtAll() {
    assertThat(run("load", "steady", "--bootstrap-servers", "localhost:1")).isEqualTo(2);
    assertThat(err.toString()).contains("--registry", "--private-keys");
  }

  @Test
  void aChartOfNoKnownKindIsTold() {
    assertUsedWrongly(
        "pawl: --chart must end in .svg or .png, not chart.pdf",
        "Try 'pawl bench compare --help'.",
        "bench",
        "compare",
        "--chart=chart.pdf");
  }
}
