package io.pawl.compose.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A text to send where nobody has one at hand: mostly short sentences, made from word lists by a
 * seed, with all that is awkward to carry unchanged: empty lines, lines of white space, the same
 * line again, several scripts, carriage returns, and paragraphs of several cells.
 */
public final class SampleText {
  /** Lines of the demo's text. */
  public static final int LINES = 24_000;

  private static final int LONGEST_PARAGRAPH_SENTENCES = 90;

  private static final String[] KEEPERS = {
    "the lock keeper",
    "a bell founder",
    "the night clerk",
    "a cartographer",
    "the ferryman",
    "an old watchmaker",
    "the harbour pilot",
    "a printer's apprentice",
    "the beekeeper",
    "a surveyor",
    "the archivist",
    "a glassblower",
    "the stationmaster",
    "a rope maker",
    "the miller's daughter",
    "an astronomer",
    "the postmistress",
    "a piano tuner",
  };
  private static final String[] VERBS = {
    "carried",
    "counted",
    "hid",
    "weighed",
    "copied",
    "mended",
    "numbered",
    "sealed",
    "returned",
    "measured",
    "forgot",
    "traded",
    "buried",
    "polished",
    "drew",
    "signed for",
    "wound up",
  };
  private static final String[] QUALITIES = {
    "brass", "borrowed", "seventh", "unsigned", "rusted", "second-best", "narrow", "heavy",
    "left-handed", "nearly empty", "blue", "foreign", "patient", "spare", "misprinted", "warm",
  };
  private static final String[] THINGS = {
    "key",
    "ledger",
    "lantern",
    "ratchet",
    "letter",
    "barometer",
    "spring",
    "parcel",
    "gear",
    "envelope",
    "compass",
    "almanac",
    "pulley",
    "receipt",
    "pocket watch",
    "chart",
    "padlock",
    "telescope",
    "ticket",
    "music box",
  };
  private static final String[] PLACES = {
    "under the viaduct", "at the third mile post", "behind the observatory", "in the signal box",
    "on the slow train", "by the weir", "above the bakery", "across the estuary",
    "in the reading room", "between two tides", "at the customs shed", "along the towpath",
  };
  private static final String[] TIMES = {
    "before dawn", "on a Tuesday", "after the third bell", "in the year of the long frost",
    "once the rain had stopped", "without a word", "as agreed", "for the last time",
    "twice in one evening", "when nobody was looking", "ahead of schedule", "by candlelight",
  };
  private static final String[] SCRIPTS = {
    "Ключ лежит под седьмым камнем, письмо %d ещё не вскрыто.",
    "Το γράμμα με αριθμό %d έφτασε πριν από τον αγγελιοφόρο.",
    "第%d封信在天亮之前已经送到了对岸。",
    "歯車は%d回まわり、二度と戻らなかった。",
    "열쇠 %d개 가운데 하나만 이 문을 연다.",
    "המכתב מספר %d נחתם בשעווה ונשלח צפונה.",
    "وصلت الرسالة رقم %d قبل أن يصل حاملها.",
    "चिट्ठी क्रमांक %d सुबह होने से पहले पहुँच गई।",
    "Der Schlüssel zu Fach %d hängt, wo ihn Größe und Übermut nicht suchen.",
    "La clé nº %d a été rendue à l’aîné, près du vieux chêne, à Noël.",
    "Lykill númer %d er geymdur þar sem enginn leitar að honum.",
    "ჩანთაში %d წერილი იდო და არც ერთი გასაღები.",
    "กุญแจดอกที่ %d ถูกส่งคืนก่อนรุ่งสาง",
    "🔑 %d · 🔒🕰️⚙️ · naïve façade, e\u0301tude, ﬁn",
  };

  private SampleText() {}

  /** The text's {@link #LINES} lines as UTF-8, each ending in a line feed. */
  public static byte[] of(long seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream text = new ByteArrayOutputStream(LINES * 96);
    String line = "";
    for (int number = 1; number <= LINES; number++) {
      line = next(line, number, random);
      text.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      text.write('\n');
    }
    return text.toByteArray();
  }

  private static String next(String before, int number, Random random) {
    int dice = random.nextInt(1_000);
    if (dice < 30) {
      return "";
    }
    if (dice < 40) {
      return before;
    }
    if (dice < 45) {
      return " \t".repeat(1 + random.nextInt(4));
    }
    if (dice < 55) {
      return sentence(random) + "\r";
    }
    if (dice < 60) {
      return paragraph(1 + random.nextInt(LONGEST_PARAGRAPH_SENTENCES), random);
    }
    if (dice < 160) {
      return pick(SCRIPTS, random).formatted(number);
    }
    if (dice < 260) {
      return "%d. %s".formatted(number, sentence(random));
    }
    return sentence(random);
  }

  private static String paragraph(int sentences, Random random) {
    StringBuilder paragraph = new StringBuilder(sentence(random));
    for (int i = 1; i < sentences; i++) {
      paragraph.append(' ').append(sentence(random));
    }
    return paragraph.toString();
  }

  private static String sentence(Random random) {
    String core =
        "%s %s the %s %s"
            .formatted(
                pick(KEEPERS, random),
                pick(VERBS, random),
                pick(QUALITIES, random),
                pick(THINGS, random));
    String sentence =
        switch (random.nextInt(6)) {
          case 0 -> core + " " + pick(PLACES, random);
          case 1 -> core + " " + pick(PLACES, random) + " " + pick(TIMES, random);
          case 2 -> pick(TIMES, random) + ", " + core;
          case 3 -> core + ", and the " + pick(THINGS, random) + " stayed " + pick(PLACES, random);
          case 4 -> core + " " + pick(TIMES, random) + "; " + pick(KEEPERS, random) + " knew";
          default -> core;
        };
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".";
  }

  private static String pick(String[] choices, Random random) {
    return choices[random.nextInt(choices.length)];
  }
}
