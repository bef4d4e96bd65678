/** A deployment whose brokers ask who everybody is, as docs/operations.md describes it. */
@NullMarked
package io.pawl.compose.secure;

import org.jspecify.annotations.NullMarked;
