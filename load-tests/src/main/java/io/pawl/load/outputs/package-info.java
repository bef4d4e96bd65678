/** Reads what a deployment wrote, by Kafka's consumer and Avro alone. */
@NullMarked
package io.pawl.load.outputs;

import org.jspecify.annotations.NullMarked;
