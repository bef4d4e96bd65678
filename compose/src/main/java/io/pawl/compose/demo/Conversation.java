package io.pawl.compose.demo;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What was sent and received in one direction of one channel. Keeps 16 bytes per line: while lines
 * arrive as they were sent, a received one moves a mark and nothing else.
 */
final class Conversation {
  private static final int INITIAL_LINES = 64;

  private long[] sent = new long[INITIAL_LINES];
  private long[] sentAt = new long[INITIAL_LINES];
  private int sentCount;

  /** Lines received as they were sent, from the first. */
  private int inOrder;

  /** All that was received from the first line on that was not the expected one. */
  private long[] strays = new long[0];

  private int strayCount;

  synchronized void sent(byte[] line, long nanoTime) {
    if (sentCount == sent.length) {
      sent = Arrays.copyOf(sent, 2 * sentCount);
      sentAt = Arrays.copyOf(sentAt, 2 * sentCount);
    }
    sent[sentCount] = Fingerprint.of(line);
    sentAt[sentCount] = nanoTime;
    sentCount++;
  }

  /**
   * Takes note of a received line.
   *
   * @return when it was sent; -1 if it is not the line that should come next
   */
  synchronized long received(byte[] line) {
    long fingerprint = Fingerprint.of(line);
    if (strayCount == 0 && inOrder < sentCount && sent[inOrder] == fingerprint) {
      return sentAt[inOrder++];
    }
    if (strayCount == strays.length) {
      strays = Arrays.copyOf(strays, Math.max(INITIAL_LINES, 2 * strayCount));
    }
    strays[strayCount++] = fingerprint;
    return -1;
  }

  /** The account of all that was sent and received so far. */
  synchronized Tally tally() {
    Map<Long, Integer> missing = count(sent, inOrder, sentCount);
    Map<Long, Integer> known = count(sent, 0, sentCount);
    long lost = (long) sentCount - inOrder;
    long duplicated = 0;
    long altered = 0;
    long misplaced = 0;
    Mark mark = new Mark(sent, inOrder, sentCount);
    for (int i = 0; i < strayCount; i++) {
      if (missing.merge(strays[i], -1, Integer::sum) >= 0) {
        lost--;
        misplaced += mark.moveBehind(strays[i]) ? 0 : 1;
      } else if (known.containsKey(strays[i])) {
        duplicated++;
      } else {
        altered++;
      }
    }
    long opened = (long) inOrder + strayCount;
    return new Tally(sentCount, opened, lost, duplicated, altered, misplaced);
  }

  private static Map<Long, Integer> count(long[] fingerprints, int from, int to) {
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = from; i < to; i++) {
      counts.merge(fingerprints[i], 1, Integer::sum);
    }
    return counts;
  }

  /** A mark in the lines as sent, that only moves forward. */
  private static final class Mark {
    private final long[] lines;
    private final Map<Long, Integer> lastAt = new HashMap<>();
    private int at;

    Mark(long[] lines, int from, int to) {
      this.lines = lines;
      this.at = from;
      for (int i = from; i < to; i++) {
        lastAt.put(lines[i], i);
      }
    }

    /** Moves behind the next such line; stays, and says false, if there is none ahead. */
    boolean moveBehind(long fingerprint) {
      if (lastAt.getOrDefault(fingerprint, -1) < at) {
        return false;
      }
      while (lines[at] != fingerprint) {
        at++;
      }
      at++;
      return true;
    }
  }
}
