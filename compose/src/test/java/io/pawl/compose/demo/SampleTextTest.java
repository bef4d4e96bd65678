package io.pawl.compose.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleTextTest {
  private final byte[] text = SampleText.of(1);
  private final Lines lines = Lines.of(text);

  @Test
  void theSameSeedGivesTheSameText() {
    assertThat(SampleText.of(1)).isEqualTo(text);
    assertThat(SampleText.of(2)).isNotEqualTo(text);
  }

  @Test
  void thereAreAsManyLinesAsItSaysAndAtLeastTwentyThousand() {
    assertThat(lines.count()).isEqualTo(SampleText.LINES).isGreaterThanOrEqualTo(20_000);
  }

  @Test
  void thereIsAllThatIsAwkward() throws CharacterCodingException {
    Set<String> different = new HashSet<>();
    Set<Character.UnicodeScript> scripts = new HashSet<>();
    int empty = 0;
    int again = 0;
    int returns = 0;
    int longest = 0;
    String before = "";
    for (int i = 0; i < lines.count(); i++) {
      byte[] bytes = lines.line(i);
      String line = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      different.add(line);
      line.codePoints().mapToObj(Character.UnicodeScript::of).forEach(scripts::add);
      empty += line.isEmpty() ? 1 : 0;
      again += !line.isEmpty() && line.equals(before) ? 1 : 0;
      returns += line.endsWith("\r") ? 1 : 0;
      longest = Math.max(longest, bytes.length);
      before = line;
    }
    assertThat(different).hasSizeGreaterThan(18_000);
    assertThat(scripts).hasSizeGreaterThan(10);
    assertThat(empty).isPositive();
    assertThat(again).isPositive();
    assertThat(returns).isPositive();
    assertThat(longest).isBetween(5_000, 20_000);
  }
}
