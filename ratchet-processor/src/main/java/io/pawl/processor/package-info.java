/**
 * The processor: judges every record of the log, once and in order, and never holds a key that
 * reads a payload.
 */
@NullMarked
package io.pawl.processor;

import org.jspecify.annotations.NullMarked;
