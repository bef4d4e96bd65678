package io.pawl.compose.connection;

import io.pawl.stream.Topics;
import java.util.Map;

/**
 * Where the options lead.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param registry settings of the schema registry's client
 * @param topics of the deployment
 * @param group the processors' consumer group
 */
public record Target(
    Map<String, Object> client, Map<String, String> registry, Topics topics, String group) {}
