/**
 * What the sink writes of a partition's state and a recovery reads again, and how both check it.
 */
@NullMarked
package io.pawl.stream.checkpoint;

import org.jspecify.annotations.NullMarked;
