/** What the ratchet core costs, without Kafka: {@code pawl bench core}. */
@NullMarked
package io.pawl.load.core;

import org.jspecify.annotations.NullMarked;
