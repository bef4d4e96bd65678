package io.pawl.compose.demo;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record of the adversary's, to be written as it is.
 *
 * @param record with its partition set
 */
public record Injection(Attack attack, ProducerRecord<byte[], byte[]> record) {}
