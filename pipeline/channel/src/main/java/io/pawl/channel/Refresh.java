package io.pawl.channel;

import java.time.Duration;

/**
 * When an end of a channel that is little used gets it new keys by a BUMP: whoever takes its memory
 * reads what is sent until then.
 *
 * @param after so long without a message in either direction, at most {@link #LONGEST}; zero: never
 *     for that reason
 * @param received so many messages from the partner while this end sends none, and so keeps its
 *     keys however many the partner changes; zero: never for that reason
 * @param when that is seen to
 */
public record Refresh(Duration after, int received, When when) {
  /** When a refresh that is due is made. */
  public enum When {
    /** Within a second or so, and once until the next message. */
    BACKGROUND,
    /**
     * When this end sends the next message, which waits for the new keys; but no longer than about
     * a second, since a partner that is away answers nothing.
     */
    BEFORE_SEND
  }

  /** The longest silence that is waited for: longer is as good as never. */
  public static final Duration LONGEST = Duration.ofDays(365);

  /** No refresh but the ones that are asked for. */
  public static final Refresh NEVER = new Refresh(Duration.ZERO, 0, When.BACKGROUND);

  /** Checks that neither is negative, nor the time beyond {@link #LONGEST}. */
  public Refresh {
    if (after.isNegative() || after.compareTo(LONGEST) > 0 || received < 0) {
      throw new IllegalArgumentException(
          "a channel is refreshed after at most %d days, and no number is negative"
              .formatted(LONGEST.toDays()));
    }
  }

  /** In the background, after so long without a message. */
  public static Refresh after(Duration silence) {
    return new Refresh(silence, 0, When.BACKGROUND);
  }
}
