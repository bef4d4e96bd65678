package io.pawl.compose.snapshot;

import java.net.URI;

/**
 * A snapshot of one partition that is complete.
 *
 * @param factsOffset before which all facts are folded into it
 * @param barrier where a recovery from it begins to replay the log
 * @param at when it was committed, as its sink says, in ISO 8601
 * @param sink that took it
 */
record Taken(int partition, long factsOffset, long barrier, String at, URI sink) {}
