/**
 * Pawl's way in and out of Kafka: topics, sources of partitions, transactional sinks, bounded
 * reads.
 *
 * <p>The only package that knows Reactor Kafka. What leaves it are Kafka's own records and
 * Reactor's publishers, so that a later Reactor Kafka, or none, changes nothing outside.
 */
@NullMarked
package io.pawl.stream;

import org.jspecify.annotations.NullMarked;
