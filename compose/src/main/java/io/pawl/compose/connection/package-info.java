/** What commands that look at a deployment's topics have in common: the options that lead there. */
@NullMarked
package io.pawl.compose.connection;

import org.jspecify.annotations.NullMarked;
