package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole partitions of the log: what becomes of each record, and the events it gives. */
final class ChannelsVectorTest {
  static Stream<JsonNode> cases() {
    return Vectors.cases("channels.json");
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void eachRecordGivesTheKnownCodeAndEvents(JsonNode vector) {
    Partition partition = ChannelsVectors.partition(vector);

    for (JsonNode record : vector.get("records")) {
      assertKnown(partition, record);
    }
  }

  /** A file that leaves a code out would prove nothing about it. */
  @Test
  void everyRefusalOfTheProtocolOccursInTheProjectsOwnFile() {
    Set<String> codes = new TreeSet<>();
    Vectors.ownCases("channels.json")
        .flatMap(vector -> Vectors.elements(vector.get("records")))
        .forEach(record -> codes.add(record.get("code").asText()));

    assertThat(codes).contains("ACCEPTED");
    assertThat(codes)
        .containsAll(
            Stream.of(Refusal.values())
                .filter(refusal -> !ChannelsVectors.EVENTS_ONLY.contains(refusal))
                .map(Refusal::name)
                .toList());
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void aPartitionRestoredAnywhereDecidesAllThatFollowsAlike(JsonNode vector) {
    Partition partition = ChannelsVectors.partition(vector);
    List<JsonNode> records = Vectors.elements(vector.get("records")).toList();

    for (int i = 0; i < records.size(); i++) {
      if (i % 17 == 0) {
        partition = ChannelsVectors.restored(partition, vector);
      }
      assertKnown(partition, records.get(i));
    }
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void aRestoredPartitionHasTheSameSnapshots(JsonNode vector) {
    Partition original = ChannelsVectors.partition(vector);
    Partition copy = ChannelsVectors.partition(vector);
    List<JsonNode> records = Vectors.elements(vector.get("records")).toList();

    for (int i = 0; i < records.size(); i++) {
      ChannelsVectors.accept(original, records.get(i));
      ChannelsVectors.accept(copy, records.get(i));
      if (i % 29 == 0) {
        copy = ChannelsVectors.restored(copy, vector);
        assertThat(ChannelsVectors.snapshots(copy)).isEqualTo(ChannelsVectors.snapshots(original));
      }
    }
  }

  private static void assertKnown(Partition partition, JsonNode record) {
    Outcome outcome = ChannelsVectors.accept(partition, record);
    assertThat(ChannelsVectors.code(outcome.verdict()) + ChannelsVectors.events(outcome))
        .as("offset %s: %s %s", record.get("offset"), record.get("type"), record.get("channel"))
        .isEqualTo(record.get("code").asText() + ChannelsVectors.events(record));
  }
}
