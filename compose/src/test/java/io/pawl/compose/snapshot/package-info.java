@NullMarked
package io.pawl.compose.snapshot;

import org.jspecify.annotations.NullMarked;
