package io.pawl.stream.codec;

import org.apache.kafka.common.Uuid;

/**
 * Which log offsets are of. They are the protocol's clock, so what was written about one log says
 * nothing about another, and nothing once channels fall to other partitions.
 *
 * @param topicId that Kafka gave the log's topic
 * @param partitions of the log, at least 1
 */
public record LogIdentity(Uuid topicId, int partitions) {}
