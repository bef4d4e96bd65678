package io.pawl.load.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.compose.PawlCommand;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.LogOffset;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code pawl audit} and {@code pawl replay} against a system that has run. */
class AuditCommandTest {
  private static AuditedSystem system = new AuditedSystem(45);

  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void write() {
    system.write(800);
    system.awaitJudged();
  }

  @AfterAll
  static void close() {
    system.close();
  }

  private int run(String... arguments) throws IOException {
    Path keys = folder.resolve("keys");
    Files.writeString(keys, Base64.getEncoder().encodeToString(AuditedSystem.scalar()) + "\n");
    Path config = folder.resolve("client.properties");
    Files.writeString(config, "schema.registry.url=" + system.registryUrl + "\n");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--bootstrap-servers", system.servers(),
            "--client-config", config.toString(),
            "--private-keys", keys.toString()));
    CommandLine commandLine = PawlCommand.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(all.toArray(new String[0]));
  }

  @Test
  void anAuditThatFindsNothingEndsWellAndSaysWhatItLookedAt() throws IOException {
    assertThat(run("audit", "--json")).as(err.toString()).isZero();

    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("partitions").asInt()).isEqualTo(AuditedSystem.PARTITIONS);
    assertThat(json.get("audited").asLong())
        .isEqualTo(json.get("records").asLong())
        .isGreaterThan(500);
    assertThat(json.get("differences").asLong()).isZero();
    assertThat(json.get("found").isEmpty()).isTrue();
  }

  @Test
  void onePartitionIsEnoughIfOnlyItIsAsked() throws IOException {
    assertThat(run("audit", "--partition", "1", "--from=earliest")).as(err.toString()).isZero();

    assertThat(out.toString())
        .containsPattern("partitions +1\n")
        .endsWith("All that was looked at is what the log implies.\n");
  }

  @Test
  void aPartitionThatIsNotThereIsTold() throws IOException {
    assertThat(run("audit", "--partition", "7")).isEqualTo(1);

    assertThat(err.toString())
        .isEqualToIgnoringNewLines("pawl: there is no partition 7: pawl.log has 2");
  }

  @Test
  void aChannelsLifeIsReadable() throws IOException {
    ConsumerRecord<byte[], byte[]> first = system.read(AuditedSystem.TOPICS.accepted()).getFirst();
    ChannelId channel = ChannelId.read(first.key(), 0);
    long offset = LogOffset.read(first.headers()).orElseThrow();

    assertThat(run("replay", "--channel", channel.toString(), "--to", String.valueOf(offset)))
        .as(err.toString())
        .isZero();

    assertThat(out.toString().lines())
        .hasSize(3)
        .satisfies(lines -> {
          assertThat(lines.get(0)).startsWith(offset + "  20").contains("Offer OPEN");
          assertThat(lines.get(1)).isEqualTo("    accepted");
          assertThat(lines.get(2)).startsWith("    state: epoch 0, OPEN of epoch 1 offered at");
        });
  }

  @Test
  void aChannelsLifeIsOneJsonObject() throws IOException {
    ChannelId channel =
        ChannelId.read(system.read(AuditedSystem.TOPICS.accepted()).getFirst().key(), 0);

    assertThat(run("replay", "--channel", channel.toString(), "--json"))
        .as(err.toString())
        .isZero();

    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("channel").asText()).isEqualTo(channel.toString());
    assertThat(json.get("records").size()).isGreaterThan(2);
    assertThat(json.get("records").get(1).get("events").get(0).asText())
        .startsWith("Activated OPEN");
  }
}
