/** What the benchmarks need of the sink's inside. */
@NullMarked
package io.pawl.checkpoint;

import org.jspecify.annotations.NullMarked;
