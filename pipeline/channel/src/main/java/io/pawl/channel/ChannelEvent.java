package io.pawl.channel;

import io.pawl.ratchet.Event;
import io.pawl.ratchet.Position;

/** What a channel's owner should know, besides its messages. */
public sealed interface ChannelEvent {
  /**
   * The processor told the channel's peers something. Its word alone: a firm {@link
   * Event.ReestablishRequired} of our direction ends our sending, an advisory one changes nothing.
   */
  record Told(Event event) implements ChannelEvent {}

  /**
   * An envelope was admitted that the partner did not seal: someone has admission keys who should
   * not. It moved nothing; a new epoch with reason <i>suspicious</i> is the cure.
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
}
