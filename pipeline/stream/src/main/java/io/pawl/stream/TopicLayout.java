package io.pawl.stream;

import org.apache.kafka.common.Uuid;

/**
 * What a deployment's offsets mean something in: they are the protocol's clock, so a log of another
 * id or partition count is another clock.
 *
 * @param logId Kafka's id of the log topic, new whenever the topic is created
 * @param partitions partitions of every topic, at least 1
 */
public record TopicLayout(Uuid logId, int partitions) {}
