@NullMarked
package io.pawl.compose.vault;

import org.jspecify.annotations.NullMarked;
