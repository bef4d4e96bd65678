package io.pawl.compose.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what the documents point at to what is there. Asks nobody outside. */
class LinksTest {
  private static final Pattern ELSEWHERE = Pattern.compile("(https?|mailto):.*");
  private static final Pattern TEST_CLASS = Pattern.compile("[A-Z]\\w+Test");

  private static Stream<Markdown> documents() {
    return Markdown.all().stream();
  }

  private static Path target(Markdown document, String link) {
    Path from = Markdown.ROOT.resolve(document.file());
    String file = link.replaceFirst("#.*", "");
    return file.isEmpty() ? from : from.resolveSibling(file).normalize();
  }

  /** Why {@code link} leads nowhere, or null. */
  private static @Nullable String fault(Markdown document, String link) {
    Path target = target(document, link);
    int hash = link.indexOf('#');
    if (!Files.exists(target)) {
      return link + " is not there";
    }
    if (!target.startsWith(Markdown.ROOT)) {
      return link + " is outside of the project";
    }
    return hash >= 0
            && target.toString().endsWith(".md")
            && !Markdown.read(target).anchors().contains(link.substring(hash + 1))
        ? link + " has no such heading"
        : null;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Markdown document) {
    assertThat(
            document.links().stream()
                .filter(link -> !ELSEWHERE.matcher(link).matches())
                .map(link -> fault(document, link)))
        .filteredOn(fault -> fault != null)
        .isEmpty();
  }

  /** A claim that names its test is worth what the test is. */
  @Test
  void everyTestThatADocumentNamesExists() {
    Set<String> classes =
        Markdown.files("Test.java")
            .map(path -> path.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());

    assertThat(documents())
        .allSatisfy(document ->
            assertThat(
                    document.quoted().stream().filter(name -> TEST_CLASS.matcher(name).matches()))
                .isSubsetOf(classes));
  }

  @Test
  void theThreatModelNamesATestForEachDefence() {
    String model = Markdown.read(Markdown.ROOT.resolve("docs/threat-model.md")).text();
    String defences =
        model.substring(
            model.indexOf("## What stands against whom"),
            model.indexOf("## What is not protected"));

    assertThat(
            defences
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| attacker |")))
        .isNotEmpty()
        // Against one there is no defence, and the row says so.
        .allMatch(row -> row.contains("Test`") || row.contains("none by itself"));
  }

  @Test
  void theIndexNamesEveryDocument() {
    Path docs = Markdown.ROOT.resolve("docs");
    Markdown index = Markdown.read(docs.resolve("README.md"));

    assertThat(
            Markdown.files(".md")
                .filter(path -> docs.equals(path.getParent()))
                .map(path -> path.getFileName().toString())
                .filter(name -> !name.equals("README.md")))
        .isSubsetOf(index.links());
  }
}
