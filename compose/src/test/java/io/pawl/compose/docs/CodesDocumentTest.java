package io.pawl.compose.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Cause;
import io.pawl.channel.ChannelFailure;
import io.pawl.ratchet.Refusal;
import io.pawl.stream.StopReason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/codes.md to the names that Pawl gives to what did not go as asked. */
class CodesDocumentTest {
  private static final Document DOCUMENT = Document.read("codes.md");

  private static Stream<Arguments> sections() {
    return Stream.of(
        Arguments.of("Refusals", Stream.of(Refusal.values()).map(Refusal::name).toList()),
        Arguments.of(
            "What stops a lane", Stream.of(StopReason.values()).map(StopReason::name).toList()),
        Arguments.of(
            "What a peer fails with",
            Stream.of(ChannelFailure.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList()),
        Arguments.of(
            "Why a peer rekeys by itself", Stream.of(Cause.values()).map(Cause::name).toList()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void everyNameIsDocumentedAndEveryDocumentedNameExists(String section, List<String> names) {
    assertThat(DOCUMENT.rows(section).keySet()).containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void everyNameSaysWhatHappenedAndWhatToDo(String section, List<String> names) {
    assertThat(DOCUMENT.rows(section).values())
        .hasSameSizeAs(names)
        .allSatisfy(columns -> assertThat(columns).hasSize(2).doesNotContain(""));
  }
}
