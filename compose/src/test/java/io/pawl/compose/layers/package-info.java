@NullMarked
package io.pawl.compose.layers;

import org.jspecify.annotations.NullMarked;
