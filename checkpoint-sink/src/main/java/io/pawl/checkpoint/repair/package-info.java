/** Ways out for lanes that stopped: an offset that is lost, checkpoints that do not hold. */
@NullMarked
package io.pawl.checkpoint.repair;

import org.jspecify.annotations.NullMarked;
