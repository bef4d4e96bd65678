/**
 * Between Avro bytes in the Confluent wire format and the records of the domain.
 *
 * <p>Avro's generated classes are seen nowhere else. Decoding never throws: what does not decode is
 * a {@link io.pawl.stream.codec.Decoded.Malformed} value.
 */
@NullMarked
package io.pawl.stream.codec;

import org.jspecify.annotations.NullMarked;
