package io.pawl.compose.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.compose.CommandRun;
import io.pawl.compose.PawlCommand;
import io.pawl.stream.StopReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said to whoever uses offset and rebuild wrongly, and what is printed to be typed. */
class RepairUsageTest {
  private static void assertUsedWrongly(String message, String... arguments) {
    CommandRun run = CommandRun.of(arguments);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly("pawl: " + message, "Try 'pawl %s --help'.".formatted(arguments[0]));
    assertThat(run.out()).isEmpty();
  }

  @Test
  void brokersAreAskedFor() {
    assertUsedWrongly(
        "Missing --bootstrap-servers, or bootstrap.servers in the --client-config file", "offset");
  }

  @Test
  void thePartitionIsAskedFor() {
    assertUsedWrongly("Missing required option: '--partition=P'", "rebuild");
  }

  @Test
  void whatIsNoSourceIsTold() {
    assertUsedWrongly(
        "--from: 'backup' is neither log nor facts", "rebuild", "--partition=0", "--from=backup");
  }

  @Test
  void whatIsNoTopicOfOursIsTold() {
    assertUsedWrongly(
        "--topic: 'journal' is none of accepted, checkpoint-facts, checkpoints, identities,"
            + " invitations, log, rejected",
        "offset",
        "--topic",
        "journal=x");
  }

  @ParameterizedTest
  @EnumSource
  void everyWayOutHasCommandsThatThisReleaseTakes(StopReason reason) {
    List<String> commands =
        CommandRun.of("explain", reason.name(), "--partition=3")
            .out()
            .lines()
            .filter(line -> line.startsWith("  "))
            .map(String::strip)
            .toList();

    assertThat(commands)
        .isNotEmpty()
        .filteredOn(command -> command.startsWith("kafka-"))
        .allSatisfy(command -> assertThat(command).contains("--bootstrap-server HOST:PORT"));
    commands.stream()
        .filter(command -> command.startsWith("pawl "))
        .forEach(command -> {
          String[] words = command.replaceFirst("^pawl ", "").split(" ");
          PawlCommand.commandLine().parseArgs(words);
        });
  }

  @Test
  void commandsHaveTheNamesOfTheDeployment() {
    String printed =
        CommandRun.of(
                "explain",
                "OFFSET_MISSING",
                "--bootstrap-servers=kafka:9093",
                "--topic-prefix=orders",
                "--group=judges",
                "--partition=3")
            .out();

    assertThat(printed)
        .contains(
            "  pawl offset --bootstrap-servers kafka:9093 --client-config FILE --registry URL"
                + " --topic-prefix orders --group judges --partition 3 --commit");
  }

  @Test
  void topicsWithNamesOfTheirOwnAreNamedOneByOne() {
    String printed =
        CommandRun.of("explain", "FACTS_LOST", "--topic", "log=journal", "--sinks-group=folders")
            .out();

    assertThat(printed)
        .contains(
            " --topic log=journal --topic accepted=pawl.accepted",
            "--group pawl-ratchet-processor --sinks-group folders --partition PARTITION --execute");
  }
}
