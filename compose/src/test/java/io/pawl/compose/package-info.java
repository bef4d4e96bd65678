@NullMarked
package io.pawl.compose;

import org.jspecify.annotations.NullMarked;
