/**
 * The protocol Pawl/1 as pure functions: state and message in, state and outcome out.
 *
 * <p>Nothing here reads a clock, draws a random number, logs, or knows Kafka. What is random comes
 * in as an argument; offsets of the log are the only time.
 */
@NullMarked
package io.pawl.ratchet;

import org.jspecify.annotations.NullMarked;
