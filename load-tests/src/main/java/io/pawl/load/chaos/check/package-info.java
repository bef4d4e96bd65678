/** Holds what a processor made of a log against what the protocol makes of it. */
@NullMarked
package io.pawl.load.chaos.check;

import org.jspecify.annotations.NullMarked;
