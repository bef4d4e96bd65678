package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Refusal;
import org.jspecify.annotations.Nullable;

/** Why something asked of a channel did not come about. Each message is one line. */
public abstract sealed class ChannelFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ChannelFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Our offer or answer was refused: by the processor, or here before anything was written. */
  public static final class Refused extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    private final Refusal code;

    Refused(ChannelId channel, Refusal code) {
      super("a transition of channel " + channel + " is refused: " + code, null);
      this.code = code;
    }

    /** The protocol's code. */
    public Refusal code() {
      return code;
    }
  }

  /** The other peer closed the channel before it was open. */
  public static final class Declined extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    Declined(ChannelId channel) {
      super("channel " + channel + " was declined or withdrawn", null);
    }
  }

  /**
   * The processor admits by other keys than ours, or names approvals that are not there: nothing is
   * sealed in such an epoch.
   */
  public static final class NotAsAgreed extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    NotAsAgreed(ChannelId channel, String what) {
      super("channel " + channel + " is not used: " + what, null);
    }
  }

  /** The policy is outside the protocol's limits or below this peer's floor. */
  public static final class PolicyRefused extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    PolicyRefused(String objection) {
      super("the policy is refused: " + objection, null);
    }
  }

  /** The channel is closed. */
  public static final class Closed extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    Closed(ChannelId channel) {
      super("channel " + channel + " is closed", null);
    }
  }

  /**
   * Nothing can be sealed until the next epoch begins, and as many attempts were made to begin it
   * as may be: another follows in time.
   */
  public static final class Diverged extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    private final Cause why;

    Diverged(ChannelId channel, Cause why) {
      super("channel " + channel + " must be re-established before it sends: " + why, null);
      this.why = why;
    }

    /** What it must be re-established for. */
    public Cause why() {
      return why;
    }
  }

  /** More sends wait than the limits allow: nothing was sealed. */
  public static final class TooManyWaiting extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    TooManyWaiting(ChannelId channel, ChannelLimits limits) {
      super(
          "channel %s has as many sends waiting as it may, %d messages or %d bytes"
              .formatted(channel, limits.waitingMessages(), limits.waitingBytes()),
          null);
    }
  }

  /** The payload does not fit into one record of the log. */
  public static final class PayloadTooLarge extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    PayloadTooLarge(int bytes, int most) {
      super("a payload of %d bytes is over the channel's limit of %d".formatted(bytes, most), null);
    }
  }

  /** The vault could not make durable what had to be, so it was not done. */
  public static final class VaultUnavailable extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    VaultUnavailable(ChannelId channel, Throwable cause) {
      super("the vault cannot keep channel " + channel + ": " + cause.getMessage(), cause);
    }
  }

  /** Records of the channel cannot be read, or are gone: messages may be missing. */
  public static final class Unreadable extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    Unreadable(ChannelId channel, Throwable cause) {
      super("accepted records of channel " + channel + " cannot be read: " + cause, cause);
    }
  }

  /** The log did not take the record; it may be tried again. */
  public static final class NotWritten extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    NotWritten(ChannelId channel, Throwable cause) {
      super("the log does not take records of channel " + channel + ": " + cause, cause);
    }
  }

  /** The client or the peer was closed here; the channel itself goes on. */
  public static final class Detached extends ChannelFailure {
    private static final long serialVersionUID = 1L;

    Detached() {
      super("this end of the channel was closed", null);
    }
  }
}
