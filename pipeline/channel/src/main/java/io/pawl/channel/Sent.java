package io.pawl.channel;

import io.pawl.ratchet.Position;

/**
 * A message that stands in the log. Whether it was accepted, the processor decides.
 *
 * @param position its name in its direction
 * @param logOffset where it stands in the channel's partition of the log
 */
public record Sent(Position position, long logOffset) {}
