/** The commands that look at a deployment's topics: audit and replay. */
@NullMarked
package io.pawl.compose.audit;

import org.jspecify.annotations.NullMarked;
