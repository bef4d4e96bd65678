/** The schema registry: which Avro schema an id in a record's wire format stands for. */
@NullMarked
package io.pawl.stream.registry;

import org.jspecify.annotations.NullMarked;
