/** {@code pawl load}: traffic at times that a scenario sets, and what a system makes of it. */
@NullMarked
package io.pawl.load.scenario;

import org.jspecify.annotations.NullMarked;
