/** {@code pawl up}: the whole system in one process, with data that stays. */
@NullMarked
package io.pawl.compose.up;

import org.jspecify.annotations.NullMarked;
