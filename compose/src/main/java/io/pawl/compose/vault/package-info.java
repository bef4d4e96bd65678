/** {@code pawl vault}: makes vaults, looks at them, and changes what opens them. */
@NullMarked
package io.pawl.compose.vault;

import org.jspecify.annotations.NullMarked;
