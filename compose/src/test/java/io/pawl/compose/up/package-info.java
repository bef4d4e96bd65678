@NullMarked
package io.pawl.compose.up;

import org.jspecify.annotations.NullMarked;
