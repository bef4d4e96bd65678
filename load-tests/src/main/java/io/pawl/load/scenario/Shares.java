package io.pawl.load.scenario;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What becomes of messages on their way, as shares of all; the rest is written as it is sealed.
 *
 * @param loss sealed and never written, 0 to 0.5
 * @param reorder written after later ones of their direction, within the window, 0 to 0.5
 * @param replay in place of a message, one that was written before is written again, 0 to 0.9
 * @param attack in place of a message, something that an attacker without keys made, 0 to 0.9
 * @param churn the channel is closed after the message, and a new one opened, 0 to 0.2
 */
record Shares(double loss, double reorder, double replay, double attack, double churn) {
  /** More in a row than a window would be lost sooner or later, and the direction with them. */
  private static final double MOST_LOST = 0.5;

  /** Something must be left to replay and to alter. */
  private static final double MOST_HOSTILE = 0.9;

  /** A handshake costs as much as hundreds of messages. */
  private static final double MOST_CHURN = 0.2;

  /** All arrives in order. */
  static final Shares NONE = new Shares(0, 0, 0, 0, 0);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException that begins with the field's name
   */
  Shares {
    Scenario.require("loss", loss, 0, MOST_LOST);
    Scenario.require("reorder", reorder, 0, MOST_LOST);
    Scenario.require("replay", replay, 0, MOST_HOSTILE);
    Scenario.require("attack", attack, 0, MOST_HOSTILE);
    Scenario.require("churn", churn, 0, MOST_CHURN);
    double all = loss + reorder + replay + attack + churn;
    if (all > 1) {
      throw new IllegalArgumentException(
          "loss, reorder, replay, attack and churn must be at most 1 together, not " + all);
    }
  }

  /** What may become of a message. */
  enum Fate {
    /** It is written as it is sealed. */
    WRITTEN,
    /** It is sealed and never written. */
    LOST,
    /** Later ones are written before it. */
    LATE,
    /** It is written, and its channel closed. */
    LAST,
    /** Something is written in its place that was written before. */
    REPLAYED,
    /** Something is written in its place that an attacker made. */
    ATTACKED
  }

  /**
   * What becomes of the next message.
   *
   * @param chance from 0 to 1, all alike
   */
  Fate fate(double chance) {
    double below = loss;
    if (chance < below) {
      return Fate.LOST;
    }
    below += reorder;
    if (chance < below) {
      return Fate.LATE;
    }
    below += replay;
    if (chance < below) {
      return Fate.REPLAYED;
    }
    below += attack;
    if (chance < below) {
      return Fate.ATTACKED;
    }
    below += churn;
    return chance < below ? Fate.LAST : Fate.WRITTEN;
  }

  /** By the fields' names. */
  Map<String, Double> byName() {
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("loss", loss);
    named.put("reorder", reorder);
    named.put("replay", replay);
    named.put("attack", attack);
    named.put("churn", churn);
    return named;
  }
}
