/**
 * The processor beside a hand-written loop and Kafka Streams, on the same log: {@code pawl bench
 * processor}.
 */
@NullMarked
package io.pawl.load.processor;

import org.jspecify.annotations.NullMarked;
