/** Everything put together: the {@code pawl} command line. */
@NullMarked
package io.pawl.compose;

import org.jspecify.annotations.NullMarked;
