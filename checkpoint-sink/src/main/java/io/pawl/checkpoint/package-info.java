/**
 * The checkpoint sink: folds the processor's facts into a compacted topic, the latest of each
 * channel, so that a recovery reads little.
 */
@NullMarked
package io.pawl.checkpoint;

import org.jspecify.annotations.NullMarked;
