/** The commands that bring a stopped lane back: offset and rebuild. */
@NullMarked
package io.pawl.compose.repair;

import org.jspecify.annotations.NullMarked;
