/** What Pawl costs and what it withstands: commands of {@code pawl} that measure and that break. */
@NullMarked
package io.pawl.load;

import org.jspecify.annotations.NullMarked;
