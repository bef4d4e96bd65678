package io.pawl.channel;

import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import java.time.Duration;

/** What a channel's owner should know, besides its messages. */
public sealed interface ChannelEvent {
  /**
   * The processor told the channel's peers something. Its word alone: a firm {@link
   * Event.ReestablishRequired} of our direction ends our sending. An advisory one makes this end
   * look at the envelope that was too late: if it is one of its own that never was accepted, it
   * begins another epoch, and otherwise nothing changes.
   */
  record Told(Event event) implements ChannelEvent {}

  /**
   * An envelope was admitted that the partner did not seal: someone has admission keys who should
   * not. It moved nothing; at {@link ChannelLimits#suspiciousEnvelopes} of them this end begins a
   * new epoch with reason <i>suspicious</i>.
   *
   * @param position that the envelope claimed
   * @param logOffset where it stands in the log
   */
  record NotAuthentic(Position position, long logOffset) implements ChannelEvent {}

  /**
   * A record that counts as ours was accepted, and this end did not write it: somebody else has our
   * keys, or a copy of our vault is in use. A person should look.
   *
   * @param logOffset where it stands in the log
   */
  record Impersonated(long logOffset) implements ChannelEvent {}

  /**
   * An epoch began.
   *
   * @param keyed whether we have the keys that the processor admits by; without them nothing is
   *     sealed, and this end begins another epoch
   */
  record EpochBegan(int epoch, Kind kind, Reason reason, boolean keyed) implements ChannelEvent {}

  /** Keys of an epoch were erased here, and are from the vault as soon as it does not need them. */
  record KeysErased(int epoch) implements ChannelEvent {}

  /** A transition that this end offered came to nothing. */
  record TransitionRefused(int epoch, Kind kind, Refusal code) implements ChannelEvent {}

  /**
   * The partner's offer of an epoch is left without an answer.
   *
   * @param why in one line
   */
  record LeftUnanswered(int epoch, Kind kind, String why) implements ChannelEvent {}

  /**
   * This end offers a REKEY by itself.
   *
   * @param attempt within the last hour, from 1
   */
  record Healing(Cause cause, int attempt) implements ChannelEvent {}

  /**
   * Another attempt to re-establish has to wait.
   *
   * @param exhausted whether that is because as many were made as may be
   */
  record HealingDelayed(Cause cause, Duration pause, boolean exhausted) implements ChannelEvent {}
}
