package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import org.jspecify.annotations.Nullable;

/**
 * Something that does not follow from the log. Names codes and places, never payloads or keys.
 *
 * @param offset of the log: the record whose outcome is wrong, or up to which a state is told
 * @param channel null where the record names none
 * @param expected what the log implies
 * @param found what stands in the topics
 */
public record Difference(
    int partition, long offset, @Nullable ChannelId channel, String expected, String found) {}
