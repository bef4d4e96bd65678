/** A whole Kafka in this process, for the demo and for tests. */
@NullMarked
package io.pawl.compose.broker;

import org.jspecify.annotations.NullMarked;
