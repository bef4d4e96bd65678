package io.pawl.compose.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.compose.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
  @TempDir private Path folder = Path.of("");

  private static List<String> all(Lines lines) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < lines.count(); i++) {
      all.add(new String(lines.line(i), ISO_8859_1));
    }
    return all;
  }

  private static Lines of(String text) {
    return Lines.of(text.getBytes(ISO_8859_1));
  }

  @Test
  void linesAreWhatStandsBetweenLineFeeds() {
    assertThat(all(of("a\n\n b\r\n"))).containsExactly("a", "", " b\r");
    assertThat(all(of("a\nb"))).containsExactly("a", "b");
    assertThat(all(of("\n"))).containsExactly("");
    assertThat(all(of(""))).isEmpty();
  }

  @Test
  void bytesThatAreNoTextAreKept() {
    assertThat(all(of("\u00ff\u00fe\u0000\n\u00c3(\n")))
        .containsExactly("\u00ff\u00fe\u0000", "\u00c3(");
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2})
  void aFileAStreamAndAnArrayHaveTheSameLines(long seed) throws IOException {
    byte[] text = SampleText.of(seed);
    Path file = folder.resolve("text");
    Files.write(file, text);
    try (Lines fromFile = Lines.of(file);
        Lines fromStream = Lines.of(new ByteArrayInputStream(text))) {
      assertThat(all(fromFile)).isEqualTo(all(Lines.of(text)));
      assertThat(all(fromStream)).isEqualTo(all(Lines.of(text)));
      assertThat(fromStream.bytes()).isEqualTo(text.length);
    }
  }

  @Test
  void anEmptyFileHasNoLines() throws IOException {
    Path file = Files.createFile(folder.resolve("empty"));
    try (Lines lines = Lines.of(file)) {
      assertThat(lines.count()).isZero();
    }
  }

  @Test
  void aStreamLeavesNoTemporaryFile() throws IOException {
    List<Path> before = spools();
    try (Lines lines = Lines.of(new ByteArrayInputStream("a\nb\n".getBytes(ISO_8859_1)))) {
      assertThat(lines.count()).isEqualTo(2);
      assertThat(spools()).isEqualTo(before);
    }
  }

  private static List<Path> spools() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (var files = Files.newDirectoryStream(temporary, "pawl-input-*")) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      found.sort(null);
      return found;
    }
  }

  @Test
  void sendersTakeTurns() {
    Lines lines = of("0\n1\n2\n3\n4\n");
    assertThat(lines.share(0, 3)).isEqualTo(2);
    assertThat(lines.share(1, 3)).isEqualTo(2);
    assertThat(lines.share(2, 3)).isEqualTo(1);
    assertThat(lines.share(9, 10)).isZero();
    assertThat(lines.line(1, 3, 0)).asString().isEqualTo("1");
    assertThat(lines.line(1, 3, 1)).asString().isEqualTo("4");
    assertThatThrownBy(() -> lines.line(2, 3, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theSharesAreAllThereIs() {
    Lines lines = of("x\n".repeat(1_000));
    for (int senders = 1; senders < 40; senders++) {
      int sum = 0;
      for (int sender = 0; sender < senders; sender++) {
        sum += lines.share(sender, senders);
      }
      assertThat(sum).isEqualTo(1_000);
    }
  }

  @Test
  void aLineThatNoMessageCarriesIsToldWithItsNumber() {
    byte[] text = new byte[Lines.MAX_LINE_BYTES + 3];
    Arrays.fill(text, (byte) 'x');
    text[0] = '\n';
    text[text.length - 1] = '\n';
    text[1] = '\n';
    assertThat(Lines.of(text).count()).isEqualTo(3);
    text[1] = 'x';
    assertThatThrownBy(() -> Lines.of(text))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "line 2 of the input has "
                + (Lines.MAX_LINE_BYTES + 1)
                + " bytes; a message carries at most "
                + Lines.MAX_LINE_BYTES);
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> Lines.of(folder))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(folder + " is a folder, not a file");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Lines.of(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void linesPutTogetherAreTheText(long seed) {
    Random random = new Random(seed);
    byte[] text = new byte[10_000];
    random.nextBytes(text);
    text[text.length - 1] = '\n';
    Lines lines = Lines.of(text);
    var joined = new ByteArrayOutputStream();
    for (int i = 0; i < lines.count(); i++) {
      joined.writeBytes(lines.line(i));
      joined.write('\n');
    }
    assertThat(joined.toByteArray()).isEqualTo(text);
  }
}
