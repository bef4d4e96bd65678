package io.pawl.ratchet;

/**
 * Names one direction of one epoch of a channel, with the rules that hold there.
 *
 * @param epoch from 1
 */
public record EpochDirection(ChannelId channel, int epoch, Direction direction, Policy policy) {}
