package io.pawl.load.scenario;

import java.time.Duration;
import java.util.Locale;

/**
 * What traffic there is to be.
 *
 * @param name for people
 * @param description of what it is for, in a sentence; may be empty
 * @param duration that is measured, 1 s to 24 h
 * @param warmUp traffic before that, which is accounted for and not measured, 0 s to 10 min
 * @param channels open at any time, 1 to 2,000,000
 * @param drawn whether all but a few channels were opened long ago: their state is drawn from the
 *     seed and written as checkpoints, so that a million need no million handshakes
 * @param rate messages per second in all
 * @param size of payloads
 * @param shares what becomes of messages on their way
 * @param hotChannel the share of messages that one channel has, 0 to 1
 * @param reconnects of clients, all at once
 */
record Scenario(
    String name,
    String description,
    Duration duration,
    Duration warmUp,
    int channels,
    boolean drawn,
    Rate rate,
    Sizes size,
    Shares shares,
    double hotChannel,
    Reconnects reconnects) {
  static final Duration LEAST_DURATION = Duration.ofSeconds(1);
  static final Duration MOST_DURATION = Duration.ofHours(24);
  static final Duration MOST_WARM_UP = Duration.ofMinutes(10);

  /** Twice what is asked of a processor; a processor holds them in memory. */
  static final int MOST_CHANNELS = 2_000_000;

  /** So many handshakes take a minute or two. */
  static final int MOST_OPENED = 50_000;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException that begins with the field's name
   */
  Scenario {
    require("duration", duration, LEAST_DURATION, MOST_DURATION);
    require("warm-up", warmUp, Duration.ZERO, MOST_WARM_UP);
    require("channels", channels, 1, drawn ? MOST_CHANNELS : MOST_OPENED);
    require("hot-channel", hotChannel, 0, 1);
  }

  static void require(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s must be from %,d to %,d, not %,d", field, least, most, value));
    }
  }

  static void require(String field, double value, double least, double most) {
    // Also not a number.
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s must be from %s to %s, not %s", field, least, most, value));
    }
  }

  private static void require(String field, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s must be from %d s to %d s, not %s s"
              .formatted(field, least.toSeconds(), most.toSeconds(), value.toMillis() / 1e3));
    }
  }

  /** The same in another time: the steps of its rate and its reconnects move with it. */
  Scenario in(Duration other) {
    double factor = (double) other.toNanos() / duration.toNanos();
    return new Scenario(
        name,
        description,
        other,
        warmUp,
        channels,
        drawn,
        rate.stretched(factor),
        size,
        shares,
        hotChannel,
        reconnects.stretched(factor));
  }

  /** The same with so many channels. */
  Scenario withChannels(int other) {
    return new Scenario(
        name,
        description,
        duration,
        warmUp,
        other,
        drawn,
        rate,
        size,
        shares,
        hotChannel,
        reconnects);
  }
}
