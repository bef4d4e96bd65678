/** What Pawl costs: benchmarks of the core. */
@NullMarked
package io.pawl.load;

import org.jspecify.annotations.NullMarked;
